// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What is left when this browser stops trusting the server: the reason in words, and a file to show others. */
import { encodeHex, encodeUtf8 } from "@nightlatch/bytes";
import type { EvidenceFile, Problem } from "../../vault-client/vault-api.ts";
import type { HistoryStopped } from "../ledger/history-stopped.ts";
import type { OwnStores } from "../store/own-stores.ts";

export type Stop = Readonly<{ problem: Problem; atMs: number; evidence: EvidenceFile }>;

/** Kept in this browser, too, before it is shown. */
export async function keepStop(stores: OwnStores, stopped: HistoryStopped, atMs: number): Promise<Stop> {
  const { code, message, advice, evidence: bytes, file } = stopped;
  const kept = { code, atMs, detail: message, bytes, ...(file === undefined ? {} : { file }) };
  const transaction = await stores.begin("evidence");
  await transaction.objectStore("evidence").put(kept, "this");
  await transaction.done;
  return { problem: { code, advice: advice ?? message }, atMs, evidence: evidenceFile(stopped, atMs) };
}

/** A file that proves something by itself is `.cbor`, for `nightlatch verify`; else a text that says what was seen. */
export function evidenceFile({ code, message, evidence, file }: HistoryStopped, atMs: number): EvidenceFile {
  const day = new Date(atMs).toISOString().slice(0, 10);
  if (file !== undefined) return { fileName: `nightlatch-evidence-${day}.cbor`, bytes: Uint8Array.from(file) };
  const text = [code, message, new Date(atMs).toISOString(), ...evidence.map(encodeHex)].join("\n");
  return { fileName: `nightlatch-evidence-${day}.txt`, bytes: Uint8Array.from(encodeUtf8(text)) };
}
