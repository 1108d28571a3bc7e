// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which signed grants there are, the keys that households released under them, and the receipts of those who
 * fetched. Trust: none; a grant counts by its household's ledger alone, and a false box opens nothing. It can withhold a
 * receipt: the counts in the public log remain.
 */
import type { ClipId, DeviceId, Hash, LaneId } from "./stored-types.ts";

export type GrantRow = Readonly<{ grant: Hash; lane: LaneId; staff: DeviceId; untilMs: number }>;
export type GrantBox = Readonly<{ grant: Hash; clip: ClipId; box: Uint8Array }>;
/** What an entry brings along: grants that it opens, boxes that it names. */
export type GrantNews = Readonly<{ opened: readonly GrantRow[]; boxes: readonly GrantBox[] }>;
export type FetchRow = Readonly<{ grant: Hash; clip: ClipId; atMs: number; receipt: Uint8Array }>;

export interface GrantStore {
  findGrant(grant: Hash): Promise<GrantRow | undefined>;
  /** Those of a staff device that end later than `afterMs`, the one that ends first first. */
  grantsOf(staff: DeviceId, afterMs: number): Promise<readonly GrantRow[]>;
  readBoxes(grant: Hash): Promise<readonly GrantBox[]>;
  /** Durable when it resolves. The same receipt again is taken. */
  addFetch(lane: LaneId, fetch: FetchRow): Promise<void>;
  /** The newest receipt for a clip under a grant. */
  lastFetch(grant: Hash, clip: ClipId): Promise<FetchRow | undefined>;
  /** Of a household, in the order in which they came. */
  fetchesAfter(
    lane: LaneId,
    cursor: number,
    limit: number,
  ): Promise<Readonly<{ fetches: readonly FetchRow[]; cursor: number }>>;
}
