// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file For tests: a server in memory, as one device sees it. Like a hostile one it checks nothing but versions; a
 * test puts entries and records in as it likes, refuses, or lets things happen between two questions.
 */
import { NightlatchError } from "@nightlatch/errors";
import type { SeedBox, SignedEntry } from "@nightlatch/protocol/keys";
import { applyEntry, decodeRecord, formatId, type Id, type RecordKind } from "@nightlatch/protocol/wire";
import type { LedgerPage } from "../ledger/follow-ledger.ts";
import type { HouseholdServer, LiveSocket, LiveSocketEvents } from "./household-server.ts";

export class MemoryServer implements HouseholdServer {
  readonly entries: SignedEntry[];
  readonly records: Uint8Array[];
  events: LiveSocketEvents | undefined;
  /** Set: every question is answered with it. */
  refusal: NightlatchError | undefined;
  /** Runs before the next page of records is read. */
  beforeRecords: (() => Promise<void>) | undefined;
  readonly #boxesOf: (entry: SignedEntry) => readonly SeedBox[];

  constructor(boxesOf: (entry: SignedEntry) => readonly SeedBox[], entries: SignedEntry[], records: Uint8Array[] = []) {
    this.#boxesOf = boxesOf;
    this.entries = entries;
    this.records = records;
  }

  async ledgerPage(fromSeq: number): Promise<LedgerPage> {
    await this.#answer();
    const last = this.entries.at(-1);
    if (last === undefined) throw new Error("a household has an entry");
    const entries = this.entries.slice(fromSeq).map(({ entry }) => entry);
    return { entries, seq: last.state.seq, head: last.state.head };
  }

  async appendEntry(entry: Uint8Array, boxes: readonly Uint8Array[]): Promise<void> {
    await this.#answer();
    const verdict = applyEntry(this.entries.at(-1)?.state, entry);
    if (verdict.kind === "refused") throw new NightlatchError("ledger.conflict", verdict.code);
    this.entries.push({ entry, boxes, state: verdict.state });
  }

  async ownBoxes(): Promise<readonly SeedBox[]> {
    await this.#answer();
    return this.entries.flatMap(this.#boxesOf);
  }

  async recordsAfter(cursor: number): Promise<Readonly<{ records: readonly Uint8Array[]; cursor: number }>> {
    await this.#answer();
    const happening = this.beforeRecords;
    this.beforeRecords = undefined;
    await happening?.();
    return { records: this.records.slice(cursor), cursor: this.records.length };
  }

  async findRecord(kind: RecordKind, id: Id): Promise<Uint8Array | undefined> {
    await this.#answer();
    const same = this.records.filter((bytes) => keyOf(bytes) === `${kind}/${formatId(id)}`);
    return same.sort((a, b) => versionOf(b) - versionOf(a))[0];
  }

  async putRecord(record: Uint8Array): Promise<void> {
    const { kind, id, version } = decodeRecord(record).header;
    const known = await this.findRecord(kind, id);
    if (known !== undefined && versionOf(known) >= version) {
      throw new NightlatchError("record.stale_version", "a version as high is stored");
    }
    this.records.push(record);
  }

  openLive(events: LiveSocketEvents): LiveSocket {
    this.events = events;
    return { watch: () => undefined, leave: () => undefined, close: () => (this.events = undefined) };
  }

  signOut(): Promise<void> {
    return Promise.resolve();
  }

  listClips = notAsked;
  readClip = notAsked;
  readPart = notAsked;
  deleteClip = notAsked;
  findInDiary = notAsked;
  manifestsFrom = notAsked;
  usage = notAsked;

  async #answer(): Promise<void> {
    if (this.refusal !== undefined) throw this.refusal;
    await Promise.resolve();
  }
}

function notAsked(): Promise<never> {
  return Promise.reject(new Error("no fact here asks for clips"));
}

function keyOf(bytes: Uint8Array): string {
  const { kind, id } = decodeRecord(bytes).header;
  return `${kind}/${formatId(id)}`;
}

function versionOf(bytes: Uint8Array): number {
  return decodeRecord(bytes).header.version;
}
