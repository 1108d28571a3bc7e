// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Judges one entry in the order of protocol §4.4, all but its signature, which stands in the middle of that
 * order: the caller verifies it at once (apply-entry.ts) or with many others (apply-entries.ts).
 * Every byte that comes in is attacker-controlled, the server's own database included.
 */
import { equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import type { VerifyKey } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import { applyAct } from "./apply-act.ts";
import { applyCreate } from "./apply-create.ts";
import { applyLeave } from "./apply-leave.ts";
import { applyCancel, applyConfirm, mustWait, openProposal } from "./apply-proposal.ts";
import { deviceIdOf } from "./device-keys.ts";
import type { EntryPlace } from "./entry-place.ts";
import { applyRelease, applyRevoke } from "./grants.ts";
import { decodeLedgerEntry, ledgerHeadOf, NO_PREVIOUS, type LedgerEntry } from "./ledger-entry.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { activeDevice, type LedgerDevice, type LedgerState } from "./ledger-state.ts";
import { decodeSigned, type SignedBytes } from "./signed-bytes.ts";
import { MAX_LEDGER_ENTRY_BYTES } from "./size-limits.ts";
import { isAllowedFor, mayDo } from "./who-may-do.ts";

/** Counts only if `key` signed `signed`: otherwise the refusal is `ledger.bad_signature`, whatever `outcome` says. */
export type Judgement = Readonly<{
  entry: LedgerEntry;
  signed: SignedBytes;
  key: VerifyKey;
  outcome: LedgerState | LedgerRefusal;
}>;

/** A refusal comes before the signature is asked for (rules 1 to 4). */
export function judgeEntry(state: LedgerState | undefined, signedEntry: Uint8Array): Judgement | LedgerRefusal {
  const parsed = parse(signedEntry);
  if (typeof parsed === "string") return parsed;
  const { entry, signed } = parsed;
  const { seq, actor: author, seen } = entry;
  const place = { seq, head: ledgerHeadOf(signedEntry), timeMs: seen.timeMs, actor: author };
  if (state === undefined) return judgeFirst(entry, signed, place);

  const misplaced = misplacedNext(state, entry);
  if (misplaced !== undefined) return misplaced;
  const actor = activeDevice(state, entry.actor);
  if (actor === undefined) return "ledger.unknown_actor";
  if (!mayDo(state, actor, entry.body)) return "ledger.not_allowed";
  const outcome = applyBody(state, actor, entry, place);
  return { entry, signed, key: actor.keys.ledger, outcome: settle(outcome, place) };
}

type Parsed = Readonly<{ entry: LedgerEntry; signed: SignedBytes }>;

function parse(signedEntry: Uint8Array): Parsed | LedgerRefusal {
  try {
    const signed = decodeSigned(signedEntry, MAX_LEDGER_ENTRY_BYTES, "signed ledger entry");
    return { signed, entry: decodeLedgerEntry(signed.bytes) };
  } catch (error) {
    if (hasCode(error, "protocol.bad_version")) return "ledger.bad_version";
    if (error instanceof ProtocolError) return "ledger.malformed";
    throw error;
  }
}

/** Entry 0 introduces its own actor. */
function judgeFirst(entry: LedgerEntry, signed: SignedBytes, place: EntryPlace): Judgement | LedgerRefusal {
  const { body } = entry;
  if (entry.seq !== 0 || body.type !== "create") return "ledger.wrong_sequence";
  if (!equalBytes(entry.prev, NO_PREVIOUS)) return "ledger.fork";
  if (!equalBytes(deviceIdOf(body.device.keys), entry.actor)) return "ledger.unknown_actor";
  if (!isAllowedFor(body.device.role, body)) return "ledger.not_allowed";
  return { entry, signed, key: body.device.keys.ledger, outcome: applyCreate(entry.lane, body, place) };
}

function misplacedNext(state: LedgerState, entry: LedgerEntry): LedgerRefusal | undefined {
  if (!equalBytes(entry.lane, state.lane)) return "ledger.wrong_lane";
  if (entry.seq !== state.seq + 1 || entry.body.type === "create") return "ledger.wrong_sequence";
  return equalBytes(entry.prev, state.head) ? undefined : "ledger.fork";
}

function applyBody(
  state: LedgerState,
  actor: LedgerDevice,
  { body }: LedgerEntry,
  place: EntryPlace,
): LedgerState | LedgerRefusal {
  switch (body.type) {
    case "create":
      return "ledger.wrong_sequence";
    case "leave":
      return applyLeave(state, actor, place);
    case "revoke":
      return applyRevoke(state, body);
    case "release":
      return applyRelease(state, body, place);
    case "confirm":
      return applyConfirm(state, actor, body, place);
    case "cancel":
      return applyCancel(state, body);
    default: {
      const next = applyAct(state, body, place);
      const waits = typeof next !== "string" && mustWait(state, actor, body, place.timeMs);
      return waits ? openProposal(state, actor, body, place) : next;
    }
  }
}

function settle(outcome: LedgerState | LedgerRefusal, { seq, head }: EntryPlace): LedgerState | LedgerRefusal {
  return typeof outcome === "string" ? outcome : { ...outcome, seq, head };
}
