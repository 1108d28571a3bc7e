// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Port: the last leaf of every lane, and how far the log was read. Every adapter runs
 * contract-tests/lane-index.contract.ts. Trust: whoever changes it can make the monitor blind or raise false alarms,
 * which the evidence does not bear out.
 */
import type { LastLeaf } from "./lane-leaf.ts";

export interface LaneIndex {
  /** The log index that is to be read next; 0 at first. */
  next(): Promise<number>;

  /** What is known of these lanes; a lane that is not in the answer has no leaf yet. */
  find(lanes: readonly string[]): Promise<ReadonlyMap<string, LastLeaf>>;

  /** All of it or nothing, durable when it returns: lanes take their new last leaf, and `next` moves forward. */
  advance(next: number, changed: ReadonlyMap<string, LastLeaf>): Promise<void>;
}

/** For who reads a log once. Grows with the number of lanes. */
export function createMemoryLaneIndex(): LaneIndex {
  const lanes = new Map<string, LastLeaf>();
  let position = 0;
  return {
    next: () => Promise.resolve(position),
    find: (wanted) => {
      const found = wanted.flatMap((lane) => {
        const last = lanes.get(lane);
        return last === undefined ? [] : [[lane, last] as const];
      });
      return Promise.resolve(new Map(found));
    },
    advance: (next, changed) => {
      for (const [lane, last] of changed) lanes.set(lane, last);
      position = next;
      return Promise.resolve();
    },
  };
}
