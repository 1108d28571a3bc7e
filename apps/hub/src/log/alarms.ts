// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file This hub has found the log or the server out. It keeps the evidence, signs nothing of that log again, over any
 * restart, and tells the household by a record that its server cannot read.
 */
import { decodeUtf8, encodeUtf8 } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import { decodeEvidence, encodeEvidence, essentialEvidence, type Evidence } from "@nightlatch/protocol/log";
import { ID_BYTES, type ClipId, type Id } from "@nightlatch/protocol/wire";
import type { EntryTable } from "../ledger/entry-table.ts";
import type { HubLog } from "../observability/logger.ts";
import type { PublishRecord } from "../settings/record-publisher.ts";
import type { FactTable } from "../store/fact-table.ts";
import type { AlarmTable } from "./alarm-table.ts";

export type AlarmsDeps = Readonly<{
  facts: FactTable;
  entries: EntryTable;
  table: AlarmTable;
  publish: PublishRecord;
  random: RandomSource;
  log: HubLog;
}>;

/** What a record takes beside its other fields. What is larger, and proves nothing in part, stays on this hub's disk. */
const MAX_SENT_BYTES = 512 * 1024;
const FOUND_OUT = "Your hub saw something in the public record that cannot be. It vouches for that record no more.";

const ON_DISK = "The evidence is too large to be sent. It is in your hub's folder.";

const ELSEWHERE_CODE = "log.foreign_lane";
const ELSEWHERE =
  "Your hub saw something in the public record that cannot be, in another household's place, not in yours.";

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
    const { facts, entries, table, log } = this.#deps;
    const { code, atMs } = evidence;
    const file = encodeEvidence(evidence);
    entries.keepEvidence(atMs, code, file);
    if (this.#halt !== undefined) return;
    // Durable together, and before a word leaves: a crash now costs neither the refusal nor the message.
    table.add({ code, id: this.#newId(), detail: FOUND_OUT, evidence: file }, () => {
      facts.set("log_halt", encodeUtf8(code));
    });
    this.#halt = code;
    log.error({ error: { code } }, "the public log or the server was found out: this hub vouches for it no more");
    await this.tell();
  }

  /** Keeps what was found in another household's lane, and tells. It could be that household's own doing: no halt. */
  async note({ code, atMs, ...rest }: Evidence): Promise<void> {
    const file = encodeEvidence({ code, atMs, ...rest });
    this.#deps.entries.keepEvidence(atMs, code, file);
    const isNew = this.#deps.table.add({ code: ELSEWHERE_CODE, id: this.#newId(), detail: ELSEWHERE, evidence: file });
    if (isNew) await this.tell();
  }

  /** Tells, once for each code, what is no lie of the log: nothing is halted by it. */
  async warn(code: string, detail: string): Promise<void> {
    const isNew = this.#deps.table.add({ code, id: this.#newId(), detail, evidence: new Uint8Array(0) });
    if (isNew) await this.tell();
  }

  /** What the household was not told yet. To be called again and again: a change of its keys may stand in the way. */
  async tell(): Promise<void> {
    const { table, publish } = this.#deps;
    for (const { code, id, detail, evidence } of table.untold()) {
      const sent = sentOf(evidence);
      const said = sent === undefined ? `${detail} ${ON_DISK}` : detail;
      // A crash between these two tells it twice under one id: the second takes the place of the first.
      const content = { kind: "alarm", code, detail: said, evidence: sent ?? new Uint8Array(0) } as const;
      if (await publish(id, content)) table.noteTold(code);
    }
  }

  /**
   * The server refused the record: the household's key may have changed while it was on its way. The next `tell` seals it
   * to the key that this hub knows then.
   */
  wasRefused(id: Id): void {
    this.#deps.table.noteUntold(id);
  }

  #newId(): ClipId {
    return this.#deps.random(ID_BYTES) as Uint8Array as ClipId;
  }
}

/** Undefined for what is too large, even without what its verdict does not need. */
function sentOf(evidence: Uint8Array): Uint8Array | undefined {
  if (evidence.length <= MAX_SENT_BYTES) return evidence;
  return essentialEvidence(decodeEvidence(evidence), MAX_SENT_BYTES);
}
