// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Objects as files. Write: temporary file, fsync, rename, fsync of the folder; so a file under its name is
 * whole, also after a power cut.
 */
import { systemRandom } from "@nightlatch/crypto/random";
import { encodeHex } from "@nightlatch/bytes";
import { mkdir, open, readFile, rename, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ApiError } from "../../errors.ts";
import type { BlobStore } from "../../ports/blob-store.ts";

export type DiskBlobStoreOptions = Readonly<{ dir: string; reserveBytes: number }>;

export class DiskBlobStore implements BlobStore {
  readonly #dir: string;
  readonly #reserveBytes: number;
  /** Folders whose entry in their parent is durable already. */
  readonly #knownDirs = new Set<string>();

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
      await rm(temporary, { force: true });
      throw isDiskFull(error) ? new ApiError("server.storage_full", "the disk is full", { cause: error }) : error;
    }
  }

  async find(key: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#pathOf(key));
    } catch (error) {
      if (hasErrno(error, "ENOENT")) return undefined;
      throw error;
    }
  }

  async removeAll(prefix: string): Promise<void> {
    const dir = this.#pathOf(prefix);
    this.#knownDirs.delete(dir);
    await rm(dir, { recursive: true, force: true });
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
    if (this.#knownDirs.has(dir)) return;
    const firstMade = await mkdir(dir, { recursive: true, mode: 0o700 });
    if (firstMade !== undefined) {
      for (let made = dir; made.length >= firstMade.length; made = dirname(made)) await syncDir(dirname(made));
    }
    this.#knownDirs.add(dir);
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
