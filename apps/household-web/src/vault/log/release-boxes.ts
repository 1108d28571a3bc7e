// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Hands out the seed boxes that were kept back, once their readers are proved: seen in the public log by a
 * fresh checkpoint that the household's own hub signed (protocol §4.4, §13.4). Until then nobody whom a stolen
 * device, or the server with it, lets in unseen can open anything.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { isProved, type LogView } from "@nightlatch/protocol/log";
import { activeDevice, type LedgerState } from "@nightlatch/protocol/wire";
import type { LedgerHistory } from "../ledger/ledger-history.ts";
import type { HouseholdServer, ReleasedBox } from "../server/household-server.ts";
import type { HeldBoxes, HeldSet } from "./held-boxes.ts";

export type ReleaseFacts = Readonly<{ state: LedgerState; history: LedgerHistory; view: LogView }>;

/** @param facts with a view that is fresh now. True when any box went out. */
export async function releaseHeldBoxes(
  held: HeldBoxes,
  server: Pick<HouseholdServer, "releaseBoxes">,
  facts: ReleaseFacts,
): Promise<boolean> {
  let hasReleased = false;
  for (const set of await held.all()) {
    const { ready, waiting } = sortOut(set, facts);
    if (ready.length > 0) {
      await server.releaseBoxes(ready).catch((error: unknown) => {
        // Named by no entry that the server has: another tab, or a crash half-way, released or replaced them.
        if (!hasCode(error, "ledger.boxes_mismatch")) throw error;
      });
      hasReleased = true;
    }
    if (waiting.length === 0) await held.drop(set.head);
    else if (waiting.length < set.boxes.length) await held.keep({ ...set, boxes: waiting });
  }
  return hasReleased;
}

type Sorted = Readonly<{ ready: readonly ReleasedBox[]; waiting: readonly ReleasedBox[] }>;

/** Boxes in neither list are for nobody any more. Pure. */
export function sortOut(set: HeldSet, facts: ReleaseFacts): Sorted {
  const { state, history, view } = facts;
  const place = history.at(set.seq);
  // Not appended yet, by this browser or another of its tabs.
  if (place === undefined) return { ready: [], waiting: set.boxes };
  if (!equalBytes(place.head, set.head)) return NOTHING;
  const effectiveSeq = place.isProposal ? confirmedAt(set.head, facts) : place.seq;
  if (effectiveSeq === "waiting") return { ready: [], waiting: set.boxes };
  if (effectiveSeq === undefined) return NOTHING;
  const present = set.boxes.filter(({ device }) => activeDevice(state, device) !== undefined);
  const isReady = ({ device: id }: ReleasedBox): boolean => {
    const device = activeDevice(state, id);
    return device !== undefined && view.provedSeq >= effectiveSeq && isProved(device, view);
  };
  return { ready: present.filter(isReady), waiting: present.filter((box) => !isReady(box)) };
}

const NOTHING: Sorted = { ready: [], waiting: [] };

/** Which entry made the proposal real; undefined when none ever will. */
function confirmedAt(head: Uint8Array, { state, history }: ReleaseFacts): number | "waiting" | undefined {
  if (state.proposals.has(encodeBase64url(head))) return "waiting";
  return history.entries.find(({ body }) => body.type === "confirm" && equalBytes(body.proposal, head))?.seq;
}
