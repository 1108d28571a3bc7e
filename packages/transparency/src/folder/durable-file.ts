// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Files that are whole and on the disk, or not there at all. Written beside, flushed, then linked or renamed into
 * place; a name counts only after its folder was flushed as well.
 */
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { encodeHex, equalBytes } from "@nightlatch/bytes";
import { systemRandom } from "@nightlatch/crypto/random";

/**
 * Puts `bytes` at `path` unless something is there. True when the same bytes are there afterwards. The caller flushes
 * the folder (flushFolders) before it counts on the name.
 */
export async function createFile(path: string, bytes: Uint8Array, scratchFolder: string): Promise<boolean> {
  const scratch = await writeScratch(bytes, scratchFolder);
  try {
    await link(scratch, path);
    return true;
  } catch (error) {
    if (!hasErrno(error, "EEXIST")) throw error;
    return equalBytes(await readFile(path), bytes);
  } finally {
    await rm(scratch);
  }
}

/** Puts `bytes` at `path` in place of what is there. */
export async function replaceFile(path: string, bytes: Uint8Array, scratchFolder: string): Promise<void> {
  await rename(await writeScratch(bytes, scratchFolder), path);
  await flushFolders([dirname(path)]);
}

/** Makes a folder and everything above it, durably. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  const made: string[] = [];
  for (let at = path; at.length >= first.length; at = dirname(at)) made.push(at);
  await flushFolders([...made, dirname(first)]);
}

/** Makes the names in these folders durable. */
export async function flushFolders(paths: Iterable<string>): Promise<void> {
  await Promise.all(Array.from(new Set(paths), flush));
}

/** What the file system's error says, by its name. */
export function hasErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

async function writeScratch(bytes: Uint8Array, folder: string): Promise<string> {
  const path = join(folder, encodeHex(systemRandom(16)));
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

async function flush(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
