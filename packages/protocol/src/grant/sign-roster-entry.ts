// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file An officer's part in a change of the roster (protocol §15.2): the draft, and one signature under it. */
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  emptyLog,
  encodeRosterEntry,
  NO_PREVIOUS,
  ROSTER_CONTEXT,
  type FoundBody,
  type OperatorId,
  type RosterBody,
  type RosterState,
  type SeenLog,
  type StaffSignature,
} from "../wire/index.ts";
import type { StaffSecrets } from "./staff-secrets.ts";

const NONCE_BYTES = 16;

export type RosterDraft = Readonly<{
  random: RandomSource;
  nowMs: number;
  /** The largest public log that this device saw; none when absent. */
  seen?: Omit<SeenLog, "timeMs">;
}> &
  (
    | Readonly<{ operator: OperatorId; body: FoundBody }>
    | Readonly<{ roster: RosterState; body: Exclude<RosterBody, FoundBody> }>
  );

/** The bytes that every signer signs. Whether the entry will be taken in, applyRosterEntry says. */
export function draftRosterEntry(draft: RosterDraft): Uint8Array {
  const { random, nowMs, seen, body } = draft;
  const [operator, seq, prev] =
    "roster" in draft
      ? [draft.roster.operator, draft.roster.seq + 1, draft.roster.head]
      : [draft.operator, 0, NO_PREVIOUS];
  const seenLog = seen === undefined ? emptyLog(nowMs) : { ...seen, timeMs: nowMs };
  return encodeRosterEntry({ operator, seq, prev, seen: seenLog, nonce: random(NONCE_BYTES), body });
}

/** What the entry does is shown to the officer before: a signature under bytes that nobody read is worth nothing. */
export async function signRosterEntry({ id, ledger }: StaffSecrets, bytes: Uint8Array): Promise<StaffSignature> {
  return { staff: id, signature: await ledger.sign(ROSTER_CONTEXT, bytes) };
}
