// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Small files that are whole and on the disk, or as they were before. One process writes a folder. */
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";

export async function writeDurably(path: string, bytes: Uint8Array, mode = 0o644): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, "w", mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Undefined when there is no such file. */
export async function findFile(folder: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(join(folder, name)));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** For its owner alone: it may hold a key. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}
