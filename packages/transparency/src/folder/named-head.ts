// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Compare-and-swap on a file system without locks: a folder holds one empty file, whose name is the value. To
 * swap is to rename it, and of two that rename the same old name one fails. Values must never come back: then a
 * process that slept for a year cannot win either. A lock file would outlive its owner's crash; this cannot.
 */
import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { TransparencyError } from "../errors.ts";
import { flushFolders, hasErrno } from "./durable-file.ts";

/** A listing may catch a rename in the middle; one that always does is a broken folder. */
const MAX_LISTINGS = 20;

/** @throws transparency.store_contradicts when the folder holds no value, or several */
export async function readNamedHead(folder: string): Promise<string> {
  for (let listing = 0; listing < MAX_LISTINGS; listing += 1) {
    const [name, ...others] = await readdir(folder);
    if (name !== undefined && others.length === 0) return name;
  }
  throw new TransparencyError("transparency.store_contradicts", "the folder's head is missing, or there are two", {
    advice: "Restore the folder from a backup that is not older than the last published checkpoint.",
  });
}

/** True when the value was `from` and is now durably `to`. */
export async function swapNamedHead(folder: string, from: string, to: string): Promise<boolean> {
  try {
    await rename(join(folder, from), join(folder, to));
  } catch (error) {
    if (hasErrno(error, "ENOENT")) return false;
    throw error;
  }
  await flushFolders([folder]);
  return true;
}
