// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file For tests: a server in memory, as one device sees it. Like a hostile one it checks nothing but versions; a
 * test puts entries and records in as it likes, refuses, or lets things happen between two questions. Its log, where it
 * has one, is one that a test can bend.
 */
import { NightlatchError } from "@nightlatch/errors";
import type { MadeLaneLeaf, SeedBox, SignedEntry } from "@nightlatch/protocol/keys";
import type { LogAnswer } from "@nightlatch/protocol/log";
import { applyEntry, decodeRecord, formatId, type Id, type RecordKind } from "@nightlatch/protocol/wire";
import type { ForkableLog, Cosigning } from "@nightlatch/testkit";
import type { LedgerPage } from "../ledger/follow-ledger.ts";
import type { HouseholdServer, LastLeaf, LiveSocket, LiveSocketEvents, ReleasedBox } from "./household-server.ts";

export type MemoryLog = Readonly<{
  log: ForkableLog;
  /** Leaves of the household, in the order of the log. */
  leaves: (MadeLaneLeaf & Readonly<{ index: number }>)[];
  /** Who cosigns each checkpoint. */
  cosign: () => readonly Cosigning[];
}>;

export class MemoryServer implements HouseholdServer {
  session: HouseholdServer["session"] = {
    call: () => Promise.reject(new NightlatchError("route.unknown", "this server has no operator")),
  };
  readonly entries: SignedEntry[];
  readonly records: Uint8Array[];
  readonly released: ReleasedBox[] = [];
  /** Of each entry that came with some. */
  readonly grantBoxes: (readonly Uint8Array[])[] = [];
  memoryLog: MemoryLog | undefined;
  events: LiveSocketEvents | undefined;
  /** Set: every question is answered with it. */
  refusal: NightlatchError | undefined;
  /** Runs before the next page of records is read, or the next entry is taken. */
  beforeRecords: (() => Promise<void>) | undefined;
  beforeAppend: (() => Promise<void>) | undefined;
  readonly #boxesOf: (entry: SignedEntry) => readonly SeedBox[];

  constructor(
    boxesOf: (entry: SignedEntry) => readonly SeedBox[],
    entries: SignedEntry[],
    records: Uint8Array[] = [],
    memoryLog?: MemoryLog,
  ) {
    this.#boxesOf = boxesOf;
    this.entries = entries;
    this.records = records;
    this.memoryLog = memoryLog;
  }

  async ledgerPage(fromSeq: number): Promise<LedgerPage> {
    await this.#answer();
    const last = this.entries.at(-1);
    if (last === undefined) throw new Error("a household has an entry");
    const entries = this.entries.slice(fromSeq).map(({ entry }) => entry);
    return { entries, seq: last.state.seq, head: last.state.head };
  }

  async appendEntry(
    entry: Uint8Array,
    boxes: readonly Uint8Array[],
    leaf?: MadeLaneLeaf,
    grantBoxes?: readonly Uint8Array[],
  ): Promise<void> {
    await this.#answer();
    const happening = this.beforeAppend;
    this.beforeAppend = undefined;
    await happening?.();
    const verdict = applyEntry(this.entries.at(-1)?.state, entry);
    if (verdict.kind === "refused") throw new NightlatchError("ledger.conflict", verdict.code);
    this.entries.push({ entry, boxes, heldBack: [], state: verdict.state });
    if (leaf !== undefined) this.takeLeaf(leaf);
    if (grantBoxes !== undefined) this.grantBoxes.push(grantBoxes);
  }

  takeLeaf(leaf: MadeLaneLeaf): void {
    this.memoryLog?.leaves.push({ ...leaf, index: this.memoryLog.log.append(leaf.leaf) });
  }

  async ownBoxes(): Promise<readonly SeedBox[]> {
    await this.#answer();
    return this.entries.flatMap(this.#boxesOf);
  }

  async releaseBoxes(boxes: readonly ReleasedBox[]): Promise<void> {
    await this.#answer();
    this.released.push(...boxes);
  }

  async lastLeaf(): Promise<LastLeaf | undefined> {
    await this.#answer();
    return this.memoryLog?.leaves.at(-1);
  }

  async logProof(fromSize: number): Promise<LogAnswer> {
    await this.#answer();
    if (this.memoryLog === undefined) throw new NightlatchError("log.stopped", "this server keeps no log");
    const { log, leaves, cosign } = this.memoryLog;
    const newest = leaves.findLast(({ index }) => index < log.size);
    return {
      checkpoint: await log.checkpoint(cosign()),
      consistency: log.consistency(fromSize),
      ...(newest === undefined ? {} : { leaf: { ...newest, inclusion: log.inclusion(newest.index) } }),
    };
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
    return {
      watch: () => undefined,
      leave: () => undefined,
      followCases: () => undefined,
      close: () => (this.events = undefined),
    };
  }

  signOut(): Promise<void> {
    return Promise.resolve();
  }

  listClips = notAsked;
  readClip: HouseholdServer["readClip"] = notAsked;
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
