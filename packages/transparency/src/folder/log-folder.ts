// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A log in a folder, for Node. Its `tile/` is exactly what c2sp.org/tlog-tiles serves; beside it `head/` (the
 * committed tree, as a file name), `published/` (the checkpoint), `staging/` and `scratch/`. One power cut at any
 * moment loses nothing that was answered.
 */
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { TransparencyError } from "../errors.ts";
import type { LogStore, StoredObject } from "../log/log-store.ts";
import { EMPTY_TREE, type TreeHead } from "../merkle/tree-head.ts";
import { CHECKPOINT_PATH } from "../tiles/tile-path.ts";
import { createFolder } from "./create-folder.ts";
import { createFile, flushFolders, hasErrno, makeFolder, replaceFile } from "./durable-file.ts";
import { readNamedHead, swapNamedHead } from "./named-head.ts";

export type LogFolderOptions = Readonly<{
  /** Make a new, empty log where there is none. Otherwise a lost folder would start a second log under the same key. */
  create: boolean;
}>;

const HEAD_NAME = /^(0|[1-9][0-9]{0,15})-([0-9a-f]{64})$/;
/** What this project asks for. A path may come from a request: no dots but those of partial tiles. */
const OBJECT_PATH = /^(tile|staging)(\/[0-9a-z-]+(\.p)?)+$/;
/** Enough digits that names sort like sizes. */
const SIZE_DIGITS = 16;

/** @throws transparency.no_such_log | transparency.store_contradicts */
export async function openLogFolder(path: string, { create }: LogFolderOptions): Promise<LogStore> {
  if (create) {
    await makeFolder(dirname(path));
    await createFolder(path, ["head", "published", "staging", "tile", "scratch"], `head/${headName(EMPTY_TREE)}`);
  }
  if (!(await exists(join(path, "head")))) {
    throw new TransparencyError("transparency.no_such_log", `no log in ${path}`, {
      advice: "Give the folder of the log, or have a new log made if there never was one.",
    });
  }
  return new LogFolder(path);
}

class LogFolder implements LogStore {
  readonly #path: string;
  /** Folders that are there, durably. */
  readonly #made = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    if (path === CHECKPOINT_PATH) return this.#readPublished();
    return OBJECT_PATH.test(path) ? readIfThere(join(this.#path, path)) : undefined;
  }

  async put(objects: readonly StoredObject[]): Promise<readonly string[]> {
    const folders = new Set(objects.map(({ path }) => dirname(join(this.#path, path))));
    await Promise.all(Array.from(folders, (folder) => this.#make(folder)));
    const same = await Promise.all(
      objects.map(({ path, bytes }) => createFile(join(this.#path, path), bytes, this.#scratch())),
    );
    await flushFolders(folders);
    return objects.filter((_, i) => same[i] !== true).map(({ path }) => path);
  }

  async remove(prefix: string): Promise<void> {
    const target = join(this.#path, prefix);
    for (const made of this.#made) if (`${made}/`.startsWith(target)) this.#made.delete(made);
    if (prefix.endsWith("/")) return rm(target, { recursive: true, force: true });
    for (const name of await listIfThere(dirname(target))) {
      if (name.startsWith(basename(target))) await rm(join(dirname(target), name), { recursive: true, force: true });
    }
  }

  async readHead(): Promise<TreeHead> {
    const [, size, root] = HEAD_NAME.exec(await readNamedHead(join(this.#path, "head"))) ?? [];
    if (size === undefined || root?.length !== HASH_BYTES * 2) {
      throw new TransparencyError("transparency.store_contradicts", "the folder's head has no name of ours");
    }
    return { size: Number(size), root: decodeHex(root) as Hash };
  }

  swapHead(from: TreeHead, to: TreeHead): Promise<boolean> {
    return swapNamedHead(join(this.#path, "head"), headName(from), headName(to));
  }

  async publish(size: number, checkpoint: Uint8Array): Promise<void> {
    const folder = join(this.#path, "published");
    const name = String(size).padStart(SIZE_DIGITS, "0");
    await replaceFile(join(folder, name), checkpoint, this.#scratch());
    // Only what is smaller: whoever was overtaken leaves the larger one alone.
    for (const other of await readdir(folder)) if (other < name) await rm(join(folder, other), { force: true });
  }

  async #readPublished(): Promise<Uint8Array | undefined> {
    const folder = join(this.#path, "published");
    for (;;) {
      const newest = (await readdir(folder)).sort().at(-1);
      if (newest === undefined) return undefined;
      const bytes = await readIfThere(join(folder, newest));
      // Gone between listing and reading: then a newer one is there.
      if (bytes !== undefined) return bytes;
    }
  }

  async #make(folder: string): Promise<void> {
    if (this.#made.has(folder)) return;
    await makeFolder(folder);
    this.#made.add(folder);
  }

  #scratch(): string {
    return join(this.#path, "scratch");
  }
}

function headName({ size, root }: TreeHead): string {
  return `${String(size)}-${encodeHex(root)}`;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (hasErrno(error, "ENOENT") || hasErrno(error, "EISDIR") || hasErrno(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

async function listIfThere(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasErrno(error, "ENOENT")) return [];
    throw error;
  }
}

async function exists(folder: string): Promise<boolean> {
  try {
    await readdir(folder);
    return true;
  } catch (error) {
    if (hasErrno(error, "ENOENT")) return false;
    throw error;
  }
}
