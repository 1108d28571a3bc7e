// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What waits for the public log, in the order in which it was stored, over all lanes. Trust: none, but it must
 * not be older than the log: a leaf that the log has and the queue forgot would be made a second time, and two leaves
 * for one place are proof of a fork (docs/operations/log.md).
 */
import type { LaneId } from "./stored-types.ts";

export type WaitingLeaf = Readonly<{
  /** Rises with the order of arrival. */
  ticket: number;
  leaf: Uint8Array;
  /** The household that it belongs to; undefined for the server's own lanes. */
  household?: LaneId;
}>;
export type Settled = Readonly<{ ticket: number; index: number }>;

export interface LeafQueue {
  /** Those without a place in the log, first come first; at most `limit`. */
  waiting(limit: number): Promise<readonly WaitingLeaf[]>;
  /** Notes where leaves stand in the log. All or none; durable when it resolves. */
  settle(settled: readonly Settled[]): Promise<void>;
  /** One more than the largest known index: leaves are settled in the order of the log. 0 when there is none. */
  settledSize(): Promise<number>;
}
