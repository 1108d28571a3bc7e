// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A small secret of this server in a file that only its user may read: written once, durably, never over another. */
import { NightlatchError } from "@nightlatch/errors";
import { link, open, readFile, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";

const OTHERS_MAY_READ = 0o077;

/** Undefined when there is none. @throws config.data_unusable when others may read it */
export async function readSecretFile(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    // Windows keeps no such bits: there the folder's own rights protect the file.
    if (process.platform !== "win32" && (mode & OTHERS_MAY_READ) !== 0) {
      throw new NightlatchError("config.data_unusable", `other users of this machine may read ${basename(path)}`, {
        advice: `Run: chmod 600 on the file ${basename(path)} in the data folder.`,
      });
    }
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Durable when it resolves; fails when there is one already. */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`;
  await rm(draft, { force: true });
  await writeDraft(draft, text);
  await link(draft, path);
  await rm(draft);
  await using folder = await open(dirname(path), "r");
  await folder.sync();
}

async function writeDraft(draft: string, text: string): Promise<void> {
  await using file = await open(draft, "wx", 0o600);
  await file.writeFile(text);
  await file.sync();
}
