// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Households' leaves for the public log, and where in the log they came to stand. Trust: none; whoever can change
 * it can hold a leaf back or log a false one, which the lane's own hub sees.
 */
import type { LogLane } from "@nightlatch/protocol/wire";
import type { LaneId } from "./stored-types.ts";

export type LaneLeafRow = Readonly<{
  slot: number;
  leaf: Uint8Array;
  salt: Uint8Array;
  /** The ledger entry whose head it commits to. */
  seq: number;
}>;
export type StoredLaneLeaf = LaneLeafRow &
  Readonly<{
    /** Its place in the log; undefined while it waits. */
    index?: number;
  }>;

export interface LaneStore {
  /** Gives a lane of the public log to a household, for good. False: another household has it. */
  claim(logLane: LogLane, lane: LaneId): Promise<boolean>;
  /** Adds a leaf if it is the next of its lane. False: another has its slot, or one before it is missing. */
  addLeaf(lane: LaneId, leaf: LaneLeafRow): Promise<boolean>;
  lastLeaf(lane: LaneId): Promise<StoredLaneLeaf | undefined>;
  /** The newest one that a log of `size` leaves holds. */
  newestLogged(lane: LaneId, size: number): Promise<(LaneLeafRow & Readonly<{ index: number }>) | undefined>;
}
