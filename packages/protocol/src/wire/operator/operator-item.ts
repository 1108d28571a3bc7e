// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What the operator does in public (protocol §15.4): slot i of its lane in the log commits to item i, which anyone
 * may have. Each item names the roster as it is behind it: who checks one leaf knows which roster it must hold, and a
 * false one stands in public for good.
 */
import { encodeCbor } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { HASH_BYTES, type Hash, type VerifyKey } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../../errors.ts";
import { logLaneOf, type LogLane } from "../lane-leaf.ts";
import { decodeBounded, readArray, readBytes } from "../map-fields.ts";
import { MAX_ROSTER_ENTRY_BYTES } from "./roster-entry.ts";

export const OPERATOR_ITEM_KINDS = ["roster", "acceptance", "legal-demand"] as const;
export type OperatorItemKind = (typeof OPERATOR_ITEM_KINDS)[number];

export type OperatorItem = Readonly<{
  kind: OperatorItemKind;
  /** Head of the roster behind this item: of a roster entry its own. */
  roster: Hash;
  /** The signed form of what it is. */
  bytes: Uint8Array;
}>;

/** Kind and head stand before the largest roster entry. */
export const MAX_OPERATOR_ITEM_BYTES = MAX_ROSTER_ENTRY_BYTES + 64;

/** What slot i of the lane commits to. */
export function operatorItemCommitment(item: Uint8Array): Hash {
  return labelledHash("lane-staff", item);
}

/** One key signs the lane for good: the one that the roster's first entry names. */
export function operatorLane(laneKey: VerifyKey): LogLane {
  return logLaneOf("staff", laneKey);
}

export function encodeOperatorItem({ kind, roster, bytes }: OperatorItem): Uint8Array {
  return encodeCbor([OPERATOR_ITEM_KINDS.indexOf(kind), roster, bytes]);
}

/** @throws protocol.malformed | too_large */
export function decodeOperatorItem(item: Uint8Array): OperatorItem {
  const what = "operator's item";
  const [number, roster, bytes] = readArray(decodeBounded(item, MAX_OPERATOR_ITEM_BYTES, what), what, 3);
  const kind = typeof number === "number" ? OPERATOR_ITEM_KINDS[number] : undefined;
  if (kind === undefined) throw new ProtocolError("protocol.malformed", "an unknown kind of operator's item");
  return { kind, roster: readBytes(roster, what, HASH_BYTES) as Hash, bytes: readBytes(bytes, what) };
}
