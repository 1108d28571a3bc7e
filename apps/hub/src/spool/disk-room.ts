// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Keeps the disk from filling up: what the server has goes first, oldest first. What it does not have is never
 * deleted for room; when only that is left, the disk is full and recording waits.
 */
import type { ClipFolder } from "./clip-folder.ts";
import type { ClipStep } from "./clip-steps.ts";
import type { ClipTable } from "./clip-table.ts";
import type { ClipId } from "@nightlatch/protocol/wire";

export type DiskLimits = Readonly<{
  /** Below this, recording stops: room for the index to close what is open. */
  minFreeBytes: number;
  /** Clips that the server has are kept here up to this much. */
  cacheBytes: number;
}>;

export type DiskRoomDeps = Readonly<{
  folder: ClipFolder;
  clips: ClipTable;
  limits: DiskLimits;
  freeBytes: () => Promise<number>;
  onStep: (step: ClipStep) => void;
}>;

/** Owns the verdict whether there is room. */
export class DiskRoom {
  readonly #deps: DiskRoomDeps;
  #isFull = false;

  constructor(deps: DiskRoomDeps) {
    this.#deps = deps;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** The disk refused a write, whatever the figures say. */
  noteRefusal(): void {
    this.#isFull = true;
  }

  /** Looks at the disk, gives up cached clips as needed, and says whether recording may go on. */
  async check(): Promise<boolean> {
    const { clips, limits, freeBytes } = this.#deps;
    while (clips.sentDataBytes() > limits.cacheBytes && (await this.#giveUpOldest())) continue;
    let free = await freeBytes();
    while (free < limits.minFreeBytes && (await this.#giveUpOldest())) free = await freeBytes();
    this.#isFull = free < limits.minFreeBytes;
    return !this.#isFull;
  }

  /** Index first: a file that the index does not count on is deleted at the next start, never read. */
  async forgetData(clip: ClipId): Promise<void> {
    const { clips, folder, onStep } = this.#deps;
    clips.forgetData(clip);
    onStep("dataForgotten");
    await folder.remove(clip);
    onStep("dataDeleted");
  }

  async #giveUpOldest(): Promise<boolean> {
    const oldest = this.#deps.clips.oldestSentWithData();
    if (oldest === undefined) return false;
    await this.forgetData(oldest.clip);
    return true;
  }
}
