// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A disk of a few megabytes that really runs full: a file system in memory, mounted where a test wants it. */
import { spawnSync } from "node:child_process";
import { mkdir, open, rm } from "node:fs/promises";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Owns the mount until it is disposed of. */
export class SmallDisk implements AsyncDisposable {
  readonly folder: string;
  readonly #ballast: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#ballast = join(folder, "ballast");
  }

  /** Mounting asks for root; elsewhere such a test is left out and says so. */
  static isPossible(): boolean {
    const folder = mkdtempSync(join(tmpdir(), "nightlatch-mount-"));
    const isMounted = mount(folder, 1);
    if (isMounted) unmount(folder);
    rmdirSync(folder);
    return isMounted;
  }

  static async mount(folder: string, sizeMebibytes: number): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true });
    if (!mount(folder, sizeMebibytes)) throw new Error(`no disk of ${String(sizeMebibytes)} MiB could be mounted`);
    return new SmallDisk(folder);
  }

  /** Takes every byte that is free: the next write of anybody is refused by the operating system. */
  async fill(): Promise<void> {
    const file = await open(this.#ballast, "a");
    try {
      for (let size = 1 << 20; size >= 512;) {
        try {
          await file.write(new Uint8Array(size));
        } catch (error) {
          if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
          size >>= 1;
        }
      }
    } finally {
      await file.close();
    }
  }

  async makeRoom(): Promise<void> {
    await rm(this.#ballast);
  }

  [Symbol.asyncDispose](): Promise<void> {
    unmount(this.folder);
    return Promise.resolve();
  }
}

function mount(folder: string, sizeMebibytes: number): boolean {
  const size = `size=${String(sizeMebibytes)}m`;
  return spawnSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", folder]).status === 0;
}

function unmount(folder: string): void {
  const { status, stderr } = spawnSync("umount", ["--lazy", folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(`could not unmount ${folder}: ${stderr}`);
}
