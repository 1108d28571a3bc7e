// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Households' histories. Trust: none; whoever can change it can withhold entries, and every client notices a
 * changed, added or reordered one.
 */
import type { DeviceId, GroupId, Hash, LaneId } from "./stored-types.ts";

export type StoredEntry = Readonly<{ seq: number; head: Hash; entry: Uint8Array }>;
export type StoredBox = Readonly<{ device: DeviceId; group: GroupId; epoch: number; box: Uint8Array }>;

export interface LedgerStore {
  /**
   * Appends at `seq` if that is the next number (0 starts the household). When it resolves true, entry and boxes are
   * durable together. False: another entry has that number, or one before it is missing.
   */
  append(lane: LaneId, entry: StoredEntry, boxes: readonly StoredBox[]): Promise<boolean>;
  /** Entries from `fromSeq` on, in order, at most `limit`; fewer, but not none, when they are large. */
  readEntries(lane: LaneId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]>;
  /** The households in which a device ever got a seed box, the one that gave the first box first. */
  findLanes(device: DeviceId, limit: number): Promise<readonly LaneId[]>;
  readBoxes(lane: LaneId, device: DeviceId): Promise<readonly StoredBox[]>;
}
