// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file This hub has found the log or the server out. It keeps the evidence, signs nothing of that log again, over any
 * restart, and tells the household by a record that its server cannot read.
 */
import { decodeUtf8, encodeUtf8 } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import { encodeEvidence, type Evidence } from "@nightlatch/protocol/log";
import { ID_BYTES, type ClipId } from "@nightlatch/protocol/wire";
import type { EntryTable } from "../ledger/entry-table.ts";
import type { HubLog } from "../observability/logger.ts";
import type { PublishRecord } from "../settings/record-publisher.ts";
import type { FactTable } from "../store/fact-table.ts";

export type AlarmsDeps = Readonly<{
  facts: FactTable;
  entries: EntryTable;
  publish: PublishRecord;
  random: RandomSource;
  log: HubLog;
}>;

/** What a record takes beside its other fields; larger evidence stays on this hub's disk, and in the app's own file. */
const MAX_SENT_BYTES = 512 * 1024;

export class Alarms {
  readonly #deps: AlarmsDeps;
  #halt: string | undefined;

  constructor(deps: AlarmsDeps) {
    this.#deps = deps;
    const kept = deps.facts.find("log_halt");
    this.#halt = kept === undefined ? undefined : decodeUtf8(kept);
  }

  get isHalted(): boolean {
    return this.#halt !== undefined;
  }

  /** Halts and tells, once for each hub: later finds are kept as evidence only. */
  async raise(evidence: Evidence): Promise<void> {
    const { facts, entries, publish, random, log } = this.#deps;
    const { code, atMs } = evidence;
    const file = encodeEvidence(evidence);
    entries.keepEvidence(atMs, code, file);
    if (this.#halt !== undefined) return;
    // The halt is durable first: a crash now costs the message, not the refusal.
    facts.set("log_halt", encodeUtf8(code));
    this.#halt = code;
    log.error({ error: { code } }, "the public log or the server was found out: this hub vouches for it no more");
    const sent = file.length <= MAX_SENT_BYTES ? file : new Uint8Array(0);
    const id = random(ID_BYTES) as Uint8Array as ClipId;
    await publish(id, { kind: "alarm", code, detail: DETAIL, evidence: sent });
  }
}

const DETAIL = "Your hub saw something in the public record that cannot be. It vouches for that record no more.";
