// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Objects as files. Write: temporary file, fsync, rename, fsync of the folder; so a file under its name is
 * whole, also after a power cut.
 */
import { systemRandom } from "@nightlatch/crypto/random";
import { encodeHex } from "@nightlatch/bytes";
import { mkdir, open, readFile, rename, rm, statfs } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { ApiError } from "../../errors.ts";
import type { BlobStore } from "../../ports/blob-store.ts";

/** A folder for each clip: only those in use now are worth remembering. */
const MAX_REMEMBERED_DIRS = 1000;

export type DiskBlobStoreOptions = Readonly<{ dir: string; reserveBytes: number }>;

export class DiskBlobStore implements BlobStore {
  readonly #dir: string;
  readonly #reserveBytes: number;
  /** Folders that are durable, or about to be: whoever comes second waits for the same promise. Newest last. */
  readonly #dirs = new Map<string, Promise<void>>();

  constructor({ dir, reserveBytes }: DiskBlobStoreOptions) {
    this.#dir = dir;
    this.#reserveBytes = reserveBytes;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(key);
    const temporary = `${path}.${encodeHex(systemRandom(6))}.tmp`;
    try {
      await this.#assertRoom(bytes.length);
      await this.#ensureDir(dirname(path));
      await writeDurably(temporary, bytes);
      await rename(temporary, path);
      await syncDir(dirname(path));
    } catch (error) {
      // The first error is the one to tell; what cannot be removed was never whole under its name.
      await rm(temporary, { force: true }).catch(() => undefined);
      throw isDiskFull(error) ? new ApiError("server.storage_full", "the disk is full", { cause: error }) : error;
    }
  }

  async find(key: string): Promise<Uint8Array | undefined> {
    try {
      const { buffer, byteOffset, length } = await readFile(this.#pathOf(key));
      return new Uint8Array(buffer, byteOffset, length);
    } catch (error) {
      if (hasErrno(error, "ENOENT")) return undefined;
      throw error;
    }
  }

  async removeAll(prefix: string): Promise<void> {
    const dir = this.#pathOf(prefix);
    for (const known of this.#dirs.keys()) {
      if (known === dir || known.startsWith(`${dir}${sep}`)) this.#dirs.delete(known);
    }
    try {
      await rm(dir, { recursive: true });
    } catch (error) {
      if (hasErrno(error, "ENOENT")) return;
      throw error;
    }
    await syncDir(dirname(dir));
  }

  async isHealthy(): Promise<boolean> {
    try {
      await this.#ensureDir(this.#dir);
      const { bavail, bsize } = await statfs(this.#dir);
      return bavail * bsize > this.#reserveBytes;
    } catch {
      // Whatever keeps us from asking the disk also keeps us from storing: that is the answer.
      return false;
    }
  }

  /** Keys are made by the server from ids and hashes; anything else is our own bug. */
  #pathOf(key: string): string {
    if (!/^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/u.test(key)) throw new Error("not a blob key");
    return join(this.#dir, key);
  }

  async #assertRoom(sizeBytes: number): Promise<void> {
    await this.#ensureDir(this.#dir);
    const { bavail, bsize } = await statfs(this.#dir);
    if (bavail * bsize < sizeBytes + this.#reserveBytes) {
      throw new ApiError("server.storage_full", "the disk has less than its reserve left");
    }
  }

  async #ensureDir(dir: string): Promise<void> {
    const made = this.#dirs.get(dir) ?? this.#makeDir(dir);
    this.#dirs.delete(dir);
    this.#dirs.set(dir, made);
    if (this.#dirs.size > MAX_REMEMBERED_DIRS) {
      const [oldest] = this.#dirs.keys();
      if (oldest !== undefined) this.#dirs.delete(oldest);
    }
    try {
      await made;
    } catch (error) {
      if (this.#dirs.get(dir) === made) this.#dirs.delete(dir);
      throw error;
    }
  }

  /** A folder that is there already may be one that a crash left before its entry was durable: sync in any case. */
  async #makeDir(dir: string): Promise<void> {
    const parent = dirname(dir);
    if (dir !== this.#dir) await this.#ensureDir(parent);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await syncDir(parent);
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, "wx", 0o600);
  await file.writeFile(bytes);
  await file.sync();
}

async function syncDir(dir: string): Promise<void> {
  await using handle = await open(dir, "r");
  await handle.sync();
}

function isDiskFull(error: unknown): boolean {
  return hasErrno(error, "ENOSPC") || hasErrno(error, "EDQUOT");
}

function hasErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
