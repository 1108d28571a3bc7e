// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Households' histories. Trust: none; whoever can change it can withhold entries, and every client notices a
 * changed, added or reordered one.
 */
import type { GrantNews } from "./grant-store.ts";
import type { LaneLeafRow } from "./lane-store.ts";
import type { DeviceId, GroupId, Hash, LaneId } from "./stored-types.ts";

export type StoredEntry = Readonly<{ seq: number; head: Hash; entry: Uint8Array }>;
export type StoredBox = Readonly<{ device: DeviceId; group: GroupId; epoch: number; box: Uint8Array }>;

export interface LedgerStore {
  /**
   * Appends at `seq` if that is the next number (0 starts the household), with the next leaf of its lane if one comes
   * along, and with the grants that it opens and the boxes that it releases. When it resolves true, all of it is durable
   * together. False, and nothing is stored: another entry or leaf has that place, or one before it is missing.
   */
  append(
    lane: LaneId,
    entry: StoredEntry,
    boxes: readonly StoredBox[],
    leaf?: LaneLeafRow,
    grants?: GrantNews,
  ): Promise<boolean>;
  /** Boxes that were not there when their entry came. One that is there already stays. */
  addBoxes(lane: LaneId, boxes: readonly StoredBox[]): Promise<void>;
  /** Entries from `fromSeq` on, in order, at most `limit`; fewer, but not none, when they are large. */
  readEntries(lane: LaneId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]>;
  /** The households in which a device ever got a seed box, the one that gave the first box first. */
  findLanes(device: DeviceId, limit: number): Promise<readonly LaneId[]>;
  readBoxes(lane: LaneId, device: DeviceId): Promise<readonly StoredBox[]>;
}
