// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Makes a folder with everything that belongs in it, or finds that somebody else just did. */
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { encodeHex } from "@nightlatch/bytes";
import { systemRandom } from "@nightlatch/crypto/random";
import { createFile, flushFolders, hasErrno, makeFolder } from "./durable-file.ts";

/**
 * `folders` below `path`, and the empty `file` in one of them. Built beside and renamed, so that nobody ever sees half
 * of it. False when `path` exists already, with whatever it holds.
 */
export async function createFolder(path: string, folders: readonly string[], file: string): Promise<boolean> {
  const beside = `${path}.${encodeHex(systemRandom(8))}`;
  for (const folder of folders) await makeFolder(join(beside, folder));
  await createFile(join(beside, file), new Uint8Array(), beside);
  await flushFolders([dirname(join(beside, file)), beside]);
  try {
    // Fails unless `path` is missing or an empty folder.
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { recursive: true });
    if (hasErrno(error, "ENOTEMPTY") || hasErrno(error, "EEXIST")) return false;
    throw error;
  }
  await flushFolders([dirname(path)]);
  return true;
}
