// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Evidence of a ledger entry that the rules refuse, or that stands where another one stands. */
import { equalBytes } from "@nightlatch/bytes";
import { verifySignature } from "@nightlatch/crypto/signature";
import { ProtocolError } from "../errors.ts";
import {
  applyEntry,
  decodeLedgerEntry,
  decodeSigned,
  formatId,
  LEDGER_CONTEXT,
  MAX_LEDGER_ENTRY_BYTES,
  type LedgerEntry,
  type LedgerState,
} from "../wire/index.ts";
import type { Evidence } from "./evidence.ts";
import { replay, type EvidenceReader } from "./evidence-reader.ts";
import { judgedOtherwise, proves, type EvidenceVerdict } from "./evidence-verdict.ts";

export function judgeLedger(evidence: Evidence, reader: EvidenceReader): EvidenceVerdict {
  const { state, entries } = reader.ledger();
  const offending = reader.read("offending");
  const entry = readEntry(offending);
  const signedBy = entry === undefined ? [] : signerOf(state, entry, offending);
  const twin = entry === undefined ? undefined : entries()[entry.seq];
  if (evidence.code === "ledger.fork" && entry !== undefined && twin !== undefined) {
    if (equalBytes(twin, offending)) return judgedOtherwise(evidence, undefined);
    return judgeTwin(evidence, entries().slice(0, entry.seq), offending, signedBy);
  }
  const verdict = applyEntry(state, offending);
  const code = verdict.kind === "refused" ? verdict.code : undefined;
  if (code !== evidence.code) return judgedOtherwise(evidence, code);
  return proves(evidence, `After this history the entry must be refused as ${code}.`, signedBy);
}

/** Two entries with one number: the other one is a fork if a device of the household signed it. */
function judgeTwin(
  evidence: Evidence,
  before: readonly Uint8Array[],
  offending: Uint8Array,
  signedBy: readonly string[],
): EvidenceVerdict {
  const verdict = applyEntry(before.length === 0 ? undefined : replay(before), offending);
  const isFork = verdict.kind === "applied" || verdict.code === "ledger.fork";
  if (!isFork) return judgedOtherwise(evidence, verdict.code);
  return proves(evidence, "There are two different entries with one number in this household's history.", signedBy);
}

/** Undefined for what is no entry at all. */
function readEntry(offending: Uint8Array): LedgerEntry | undefined {
  try {
    return decodeLedgerEntry(decodeSigned(offending, MAX_LEDGER_ENTRY_BYTES, "entry").bytes);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** The device that really signed it, whether it is still in the household or not. */
function signerOf({ devices }: LedgerState, entry: LedgerEntry, offending: Uint8Array): readonly string[] {
  const device = devices.get(formatId(entry.actor));
  const { bytes, signature } = decodeSigned(offending, MAX_LEDGER_ENTRY_BYTES, "entry");
  const isSigned = device !== undefined && verifySignature(device.keys.ledger, LEDGER_CONTEXT, bytes, signature);
  return isSigned ? [`device ${formatId(device.id)}`] : [];
}
