// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Hands out the seed boxes that were kept back, once their readers are proved: seen in the public log by a
 * fresh checkpoint that the household's own hub signed (protocol §4.4, §13.4). Until then nobody whom a stolen
 * device, or the server with it, lets in unseen can open anything.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { isProved, type LogView } from "@nightlatch/protocol/log";
import { activeDevice, formatId, seedBoxHash, type LedgerState } from "@nightlatch/protocol/wire";
import type { LedgerHistory } from "../ledger/ledger-history.ts";
import type { HouseholdServer, ReleasedBox } from "../server/household-server.ts";
import type { HeldBoxes, HeldSet } from "./held-boxes.ts";

export type ReleaseFacts = Readonly<{ state: LedgerState; history: LedgerHistory; view: LogView }>;

export type ReleaseOutcome = Readonly<{
  hasReleased: boolean;
  /** How many boxes the server refused, though this browser's own history names them: they stay, and are tried again. */
  refused: number;
}>;

type BoxServer = Pick<HouseholdServer, "releaseBoxes">;

/** @param facts with a view that is fresh now */
export async function releaseHeldBoxes(
  held: HeldBoxes,
  server: BoxServer,
  facts: ReleaseFacts,
): Promise<ReleaseOutcome> {
  const outcome = { hasReleased: false, refused: 0 };
  for (const set of await held.all()) {
    const { ready, waiting } = sortOut(set, facts);
    const refused = await refusedOf(ready, server);
    outcome.hasReleased ||= refused.length < ready.length;
    outcome.refused += refused.length;
    const kept = [...waiting, ...refused];
    if (kept.length === 0) await held.drop(set.head);
    else if (kept.length < set.boxes.length) await held.keep({ ...set, boxes: kept });
  }
  return outcome;
}

/** One box that the server does not take must not cost the others: then each is sent by itself. */
async function refusedOf(ready: readonly ReleasedBox[], server: BoxServer): Promise<readonly ReleasedBox[]> {
  if (ready.length === 0 || (await isTaken(ready, server))) return [];
  const refused: ReleasedBox[] = [];
  for (const box of ready) {
    if (ready.length === 1 || !(await isTaken([box], server))) refused.push(box);
  }
  return refused;
}

async function isTaken(boxes: readonly ReleasedBox[], server: BoxServer): Promise<boolean> {
  try {
    await server.releaseBoxes(boxes);
    return true;
  } catch (error) {
    // The server says that no entry names it. It may be behind, or lie: the history here names it.
    if (hasCode(error, "ledger.boxes_mismatch")) return false;
    throw error;
  }
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
  const present = set.boxes.filter((box) => activeDevice(state, box.device) !== undefined && isNamed(state, box));
  const isReady = ({ device: id }: ReleasedBox): boolean => {
    const device = activeDevice(state, id);
    return device !== undefined && view.provedSeq >= effectiveSeq && isProved(device, view);
  };
  return { ready: present.filter(isReady), waiting: present.filter((box) => !isReady(box)) };
}

/** Another entry may have come first and named another box for the same reader and epoch. */
function isNamed({ groups }: LedgerState, { group, epoch, device, box }: ReleasedBox): boolean {
  const named = groups.get(formatId(group))?.epochs[epoch]?.boxes.get(formatId(device));
  return named !== undefined && equalBytes(named, seedBoxHash(box));
}

const NOTHING: Sorted = { ready: [], waiting: [] };

/** Which entry made the proposal real; undefined when none ever will. */
function confirmedAt(head: Uint8Array, { state, history }: ReleaseFacts): number | "waiting" | undefined {
  if (state.proposals.has(encodeBase64url(head))) return "waiting";
  return history.entries.find(({ body }) => body.type === "confirm" && equalBytes(body.proposal, head))?.seq;
}
