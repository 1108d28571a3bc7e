// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The folder of clip files. Trust: sealed frames only. Whoever can change it makes clips fail their check or
 * vanish; nobody reads them.
 */
import { mkdir, open, readdir, rm, statfs, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import { ID_BYTES, type ClipId } from "@nightlatch/protocol/wire";

/** Hexadecimal, as some disks do not tell "a" from "A". */
const SUFFIX = ".fragments";
const NAME = new RegExp(`^[0-9a-f]{${String(2 * ID_BYTES)}}\\${SUFFIX}$`, "u");

export class ClipFolder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async open(path: string): Promise<ClipFolder> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return new ClipFolder(path);
  }

  pathOf(clip: ClipId): string {
    return join(this.#path, encodeHex(clip) + SUFFIX);
  }

  openForReading(clip: ClipId): Promise<FileHandle> {
    return open(this.pathOf(clip), "r");
  }

  /** Clips that have a file. */
  async list(): Promise<readonly ClipId[]> {
    const names = await readdir(this.#path);
    return names.filter((name) => NAME.test(name)).map((name) => decodeHex(name.slice(0, -SUFFIX.length)) as ClipId);
  }

  async remove(clip: ClipId): Promise<void> {
    await rm(this.pathOf(clip), { force: true, recursive: true });
  }

  /** What this process may still write. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#path);
    return bavail * bsize;
  }
}
