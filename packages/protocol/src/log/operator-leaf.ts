// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether the log holds an item of the operator, as one device sees the log (protocol §15.4). Leaf, item and proof
 * come from the operator's server and are attacker-controlled; the tree is the device's own.
 */
import { equalBytes } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { TransparencyError } from "@nightlatch/transparency/errors";
import { verifyInclusion } from "@nightlatch/transparency/verify";
import { ProtocolError } from "../errors.ts";
import {
  decodeOperatorItem,
  isLaneLeafSigned,
  operatorItemCommitment,
  operatorLane,
  parseLaneLeaf,
  type LedgerState,
  type OperatorItem,
  type RosterState,
} from "../wire/index.ts";
import { freshnessProblem } from "./freshness.ts";
import type { LogView } from "./log-view.ts";

/** An item, its leaf, and the proof for the tree of the device's own view. */
export type ShownItem = Readonly<{
  item: Uint8Array;
  leaf: Uint8Array;
  index: number;
  inclusion: readonly Hash[];
}>;

export type LoggedItem = OperatorItem & Readonly<{ slot: number }>;

/** The item, if it stands in this operator's lane and the view's tree includes it; else undefined. */
export function findLogged(
  shown: ShownItem,
  { laneKey }: Pick<RosterState, "laneKey">,
  view: LogView,
): LoggedItem | undefined {
  const leaf = parseLaneLeaf(shown.leaf);
  if (typeof leaf === "string") return undefined;
  const isOfLane =
    leaf.kind === "staff" &&
    equalBytes(leaf.lane, operatorLane(laneKey)) &&
    equalBytes(leaf.key, laneKey) &&
    equalBytes(leaf.next, laneKey) &&
    isLaneLeafSigned(leaf);
  if (!isOfLane || !equalBytes(leaf.commitment, operatorItemCommitment(shown.item))) return undefined;
  const item = isIncluded(shown, view) ? parseItem(shown.item) : undefined;
  return item === undefined ? undefined : { ...item, slot: leaf.slot };
}

/**
 * Whether the log, witnessed and fresh, says that `roster` is the operator's now: its newest item names this head. A
 * server that shows an older item hides a suspension; the lane's key then says so in public, or the hub, which reads
 * every leaf, cosigns no such log.
 */
export function isLoggedRoster(
  newest: LoggedItem | undefined,
  roster: RosterState,
  { view, state, nowMs }: Readonly<{ view: LogView; state: LedgerState; nowMs: number }>,
): boolean {
  if (newest === undefined || freshnessProblem(view, state, nowMs) !== undefined) return false;
  return equalBytes(newest.roster, roster.head);
}

function parseItem(bytes: Uint8Array): OperatorItem | undefined {
  try {
    return decodeOperatorItem(bytes);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function isIncluded({ leaf, index, inclusion }: ShownItem, view: LogView): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= view.size) return false;
  if (inclusion.some(({ length }) => length !== HASH_BYTES)) return false;
  try {
    verifyInclusion(leaf, index, inclusion, view);
    return true;
  } catch (error) {
    if (error instanceof TransparencyError) return false;
    throw error;
  }
}
