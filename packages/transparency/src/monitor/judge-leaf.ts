// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Does a leaf continue its lane? Pure. The leaf is attacker-controlled; so is the order of all leaves. */
import { equalBytes } from "@nightlatch/bytes";
import type { LaneLeaf, LastLeaf } from "./lane-leaf.ts";

export type LaneFaultKind =
  | "malformed" // no leaf at all
  | "bad_signature" // whoever wrote it does not hold the lane's key
  | "duplicate_slot" // the lane has a leaf in this slot already: a fork, or the same twice
  | "gap" // slots in between are missing
  | "wrong_prev" // continues another leaf than the lane's last one
  | "wrong_key"; // signed by another key than the leaf before announced

export type LaneFault = Readonly<{
  kind: LaneFaultKind;
  /** Empty when the leaf is malformed. */
  lane: string;
  /** Of the leaf at fault, in the log. */
  index: number;
  /** Of the lane's last good leaf; undefined when the fault shows in one leaf alone. */
  earlier: number | undefined;
}>;

/** The fault of `leaf` behind `last`, the lane's last good leaf; undefined when it continues the lane. */
export function judgeLeaf(leaf: LaneLeaf | undefined, last: LastLeaf | undefined): LaneFaultKind | undefined {
  if (leaf === undefined) return "malformed";
  // First: a leaf that anybody could have written says nothing about the lane.
  if (!leaf.isSigned) return "bad_signature";
  if (last === undefined) return leaf.slot === 0 ? undefined : "gap";
  if (leaf.slot <= last.slot) return "duplicate_slot";
  if (leaf.slot !== last.slot + 1) return "gap";
  if (!equalBytes(leaf.prev, last.hash)) return "wrong_prev";
  return equalBytes(leaf.key, last.next) ? undefined : "wrong_key";
}

/** Faults that two leaves show together; the others show in one. */
export function needsEarlier(kind: LaneFaultKind): boolean {
  return kind !== "malformed" && kind !== "bad_signature";
}
