// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Signs a ledger entry, after judging it by the very function that everyone else will judge it with. */
import type { RandomSource } from "@nightlatch/crypto/random";
import type { Hash } from "@nightlatch/crypto/keys";
import { LedgerError } from "../errors.ts";
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

/** A signed entry, the seed boxes that it names, and the state it leads to. */
export type SignedEntry = Readonly<{
  entry: Uint8Array;
  /** To be sent with the entry. */
  boxes: readonly Uint8Array[];
  /**
   * To be kept back until the entry is proved (protocol §4.4, "Reductions … Expansions"): they are for a new reader,
   * and who holds the log's key could have slipped that reader in.
   */
  heldBack: readonly Uint8Array[];
  state: LedgerState;
}>;

export type EntryMaking = Readonly<{
  actor: DeviceSecrets;
  random: RandomSource;
  /** The witnessed time where there is one, else the device's clock. */
  nowMs: number;
  /** The largest public log that this device saw; none when absent. */
  seen?: Readonly<{ size: number; root: Hash }>;
}>;

type Boxes = Pick<SignedEntry, "boxes" | "heldBack">;

export const NO_BOXES: Boxes = { boxes: [], heldBack: [] };

/** @throws ledger.* when nobody would take this entry in */
export async function signEntry(
  { actor, random, nowMs, seen }: EntryMaking,
  place: Readonly<{ state: LedgerState } | { lane: LaneId }>,
  body: EntryBody,
  { boxes, heldBack }: Boxes,
): Promise<SignedEntry> {
  const before = "state" in place ? place.state : undefined;
  const bytes = encodeLedgerEntry({
    lane: "state" in place ? place.state.lane : place.lane,
    seq: before === undefined ? 0 : before.seq + 1,
    prev: before?.head ?? NO_PREVIOUS,
    actor: actor.id,
    seen: seen === undefined ? emptyLog(nowMs) : { ...seen, timeMs: nowMs },
    nonce: random(NONCE_BYTES),
    body,
  });
  const entry = encodeSigned({ bytes, signature: await actor.ledger.sign(LEDGER_CONTEXT, bytes) });
  const verdict = applyEntry(before, entry);
  if (verdict.kind === "refused") throw new LedgerError(verdict.code);
  return { entry, boxes, heldBack, state: verdict.state };
}
