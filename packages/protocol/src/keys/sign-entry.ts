// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Signs a ledger entry, and proves it by the very function that everyone else will judge it with. */
import { invariant } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  applyEntry,
  emptyLog,
  encodeLedgerEntry,
  encodeSigned,
  LEDGER_CONTEXT,
  NO_PREVIOUS,
  type EntryBody,
  type LaneId,
  type LedgerState,
} from "../wire/index.ts";
import type { DeviceSecrets } from "./device-secrets.ts";

const NONCE_BYTES = 16;

/** A signed entry, the seed boxes that go with it, and the state it leads to. */
export type SignedEntry = Readonly<{ entry: Uint8Array; boxes: readonly Uint8Array[]; state: LedgerState }>;

export type EntryMaking = Readonly<{ actor: DeviceSecrets; random: RandomSource; nowMs: number }>;

export async function signEntry(
  { actor, random, nowMs }: EntryMaking,
  place: Readonly<{ state: LedgerState } | { lane: LaneId }>,
  body: EntryBody,
  boxes: readonly Uint8Array[],
): Promise<SignedEntry> {
  const before = "state" in place ? place.state : undefined;
  const bytes = encodeLedgerEntry({
    lane: "state" in place ? place.state.lane : place.lane,
    seq: before === undefined ? 0 : before.seq + 1,
    prev: before?.head ?? NO_PREVIOUS,
    actor: actor.id,
    seen: emptyLog(nowMs),
    nonce: random(NONCE_BYTES),
    body,
  });
  const entry = encodeSigned({ bytes, signature: await actor.ledger.sign(LEDGER_CONTEXT, bytes) });
  const verdict = applyEntry(before, entry);
  invariant(verdict.kind === "applied", `an entry of our own was refused: ${JSON.stringify(verdict)}`);
  return { entry, boxes, state: verdict.state };
}
