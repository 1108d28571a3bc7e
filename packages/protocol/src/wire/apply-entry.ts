// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The one judge of ledger entries: pure, and the same code in server, hub, browser and auditor.
 * Every byte that comes in is attacker-controlled, the server's own database included.
 */
import { equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { verifySignature } from "@nightlatch/crypto/signature";
import { ProtocolError } from "../errors.ts";
import { applyAdd } from "./apply-add.ts";
import { applyCreate } from "./apply-create.ts";
import { applyRotate } from "./apply-rotate.ts";
import type { Role } from "./device-keys.ts";
import { deviceIdOf, type DevicePublicKeys } from "./device-keys.ts";
import type { EntryBody } from "./ledger-body.ts";
import { decodeLedgerEntry, LEDGER_CONTEXT, ledgerHeadOf, NO_PREVIOUS, type LedgerEntry } from "./ledger-entry.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { activeDevice, type LedgerState } from "./ledger-state.ts";
import { decodeSigned, type SignedBytes } from "./signed-bytes.ts";
import { MAX_LEDGER_ENTRY_BYTES } from "./size-limits.ts";

export type Applied = Readonly<{ kind: "applied"; state: LedgerState; entry: LedgerEntry }>;
export type Refused = Readonly<{ kind: "refused"; code: LedgerRefusal }>;

/** Applies one signed entry to `state` (undefined: no household yet). The state given stays as it was. */
export function applyEntry(state: LedgerState | undefined, signedEntry: Uint8Array): Applied | Refused {
  const parsed = parse(signedEntry);
  if ("code" in parsed) return parsed;
  const { entry, signed } = parsed;

  const misplaced = state === undefined ? misplacedFirst(entry) : misplacedNext(state, entry);
  if (misplaced !== undefined) return refused(misplaced);

  const actor = actorOf(state, entry);
  if (actor === undefined) return refused("ledger.unknown_actor");
  if (!mayDo(actor.role, entry.body)) return refused("ledger.not_allowed");
  if (!verifySignature(actor.keys.ledger, LEDGER_CONTEXT, signed.bytes, signed.signature)) {
    return refused("ledger.bad_signature");
  }

  const head = ledgerHeadOf(signedEntry);
  const next = applyBody(state, entry, head);
  return typeof next === "string" ? refused(next) : { kind: "applied", state: next, entry };
}

function parse(signedEntry: Uint8Array): Readonly<{ entry: LedgerEntry; signed: SignedBytes }> | Refused {
  try {
    const signed = decodeSigned(signedEntry, MAX_LEDGER_ENTRY_BYTES, "signed ledger entry");
    return { signed, entry: decodeLedgerEntry(signed.bytes) };
  } catch (error) {
    if (hasCode(error, "protocol.bad_version")) return refused("ledger.bad_version");
    if (error instanceof ProtocolError) return refused("ledger.malformed");
    throw error;
  }
}

function misplacedFirst(entry: LedgerEntry): LedgerRefusal | undefined {
  if (entry.seq !== 0 || entry.body.type !== "create") return "ledger.wrong_sequence";
  return equalBytes(entry.prev, NO_PREVIOUS) ? undefined : "ledger.fork";
}

function misplacedNext(state: LedgerState, entry: LedgerEntry): LedgerRefusal | undefined {
  if (!equalBytes(entry.lane, state.lane)) return "ledger.wrong_lane";
  if (entry.seq !== state.seq + 1 || entry.body.type === "create") return "ledger.wrong_sequence";
  return equalBytes(entry.prev, state.head) ? undefined : "ledger.fork";
}

/** Entry 0 introduces its own actor; every later one needs a device that is in the household now. */
function actorOf(
  state: LedgerState | undefined,
  entry: LedgerEntry,
): Readonly<{ keys: DevicePublicKeys; role: Role }> | undefined {
  if (state !== undefined) return activeDevice(state, entry.actor);
  if (entry.body.type !== "create") return undefined;
  return equalBytes(deviceIdOf(entry.body.device.keys), entry.actor) ? entry.body.device : undefined;
}

/** Who may do what (protocol §4.3). A paper key only lets a new owner in. */
function mayDo(role: Role, body: EntryBody): boolean {
  if (role === "owner") return true;
  return role === "paper" && body.type === "add" && body.device.role === "owner";
}

function applyBody(
  state: LedgerState | undefined,
  entry: LedgerEntry,
  head: LedgerState["head"],
): LedgerState | LedgerRefusal {
  if (entry.body.type === "create") return applyCreate(entry, entry.body, head);
  if (state === undefined) return "ledger.wrong_sequence";
  return entry.body.type === "add"
    ? applyAdd(state, entry.body, entry.seq, head)
    : applyRotate(state, entry.body, entry.seq, head);
}

function refused(code: LedgerRefusal): Refused {
  return { kind: "refused", code };
}
