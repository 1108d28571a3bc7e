// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether the items that a server shows are those to which the lane's leaves commit. It may show any leaf: the
 * audit has read the lane's last one in the log, and each names the one before by its hash.
 */
import { equalBytes } from "@nightlatch/bytes";
import { laneLeafHash, operatorItemCommitment, parseLaneLeaf } from "@nightlatch/protocol/wire";
import type { LastLeaf } from "@nightlatch/transparency/monitor";
import type { Finding } from "../audit/finding.ts";
import type { ServedItem } from "./served-operator.ts";

/** From the last leaf down. Ends where the server shows another leaf than the log holds: it names none before it. */
export function* judgeLeaves(
  items: readonly ServedItem[],
  { slot: lastSlot, hash }: LastLeaf,
  laneKey: Uint8Array,
): Generator<Finding> {
  let logged: Uint8Array = hash;
  for (let slot = lastSlot; slot >= 0; slot -= 1) {
    const subject = `item ${String(slot)}`;
    const served = items[slot];
    if (served === undefined) {
      yield { code: "operator.withheld", sentence: "The log holds an item that the server does not show.", subject };
      return;
    }
    const leaf = parseLaneLeaf(served.leaf);
    if (typeof leaf === "string" || !equalBytes(laneLeafHash(served.leaf), logged)) {
      yield { code: "operator.other_leaf", sentence: "The server shows another leaf than the log holds.", subject };
      return;
    }
    if (!equalBytes(leaf.key, laneKey) || !equalBytes(leaf.next, laneKey)) {
      yield { code: "operator.wrong_key", sentence: "A leaf of the operator's lane names another key.", subject };
    }
    if (!equalBytes(leaf.commitment, operatorItemCommitment(served.item))) {
      const sentence = "The server shows another item than the one that the log commits to.";
      yield { code: "operator.item_differs", sentence, subject };
    }
    logged = leaf.prev;
  }
}
