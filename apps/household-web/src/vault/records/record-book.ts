// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file All names and settings of the household, opened. Owns the newest admitted version of each record, in
 * memory open and in IndexedDB sealed; pictures (thumbnails) are not kept here. Records of devices that are not proved
 * yet wait in a store of their own.
 */
import { openRecord, type OpenedRecord, type RecordContent, type RecordKeys } from "@nightlatch/protocol/open";
import type { LogView } from "@nightlatch/protocol/log";
import {
  activeDevice,
  decodeRecord,
  formatId,
  MAX_RECORD_VERSION,
  verifyRecord,
  type DeviceId,
  type Id,
  type LedgerState,
  type RecordHeader,
  type RecordKind,
} from "@nightlatch/protocol/wire";
import type { OwnStores } from "../store/own-stores.ts";
import { knownError } from "../known-error.ts";
import { admitRecord, type Origin } from "./admit-record.ts";

/** Another household member's key or role was wrong: skipped, and counted by code. */
export type Refusals = ReadonlyMap<string, number>;
export type ContentOf<K extends RecordKind> = Extract<RecordContent, { kind: K }>;
/** `atMs`: when this version was written, by its author's clock. */
export type Entry<K extends RecordKind> = Readonly<{
  id: Id;
  version: number;
  atMs: number;
  author: DeviceId;
  content: ContentOf<K>;
}>;
/** What records are judged and opened with. */
export type Reading = Readonly<{ state: LedgerState; keys: RecordKeys; log: Pick<LogView, "provedSeq"> }>;
/** `unexplained`: by a device or under a key that the ledger, as far as it was read, does not know. */
export type Taken = Readonly<{ hasChanged: boolean; unexplained: readonly Uint8Array[] }>;

type Outcome = "shown" | "kept" | "refused" | "unexplained" | "waiting";

const UNEXPLAINED: readonly string[] = ["protocol.unknown_epoch", "protocol.unknown_device"];
const OWNERS_WORDS: readonly RecordKind[] = ["household", "group", "device", "camera"];

export class RecordBook {
  readonly #stores: OwnStores;
  readonly #records = new Map<string, OpenedRecord>();
  /** Kept, but sealed to another device or under a key that this one does not hold yet. */
  readonly #closed = new Map<string, Uint8Array>();
  /** Also of records that only the hub can open: a newer one must count on. */
  readonly #headers = new Map<string, RecordHeader>();
  /** Also of refused ones: the server holds them, and takes only what is higher. */
  readonly #signedVersions = new Map<string, number>();
  readonly #lastWrittenMs = new Map<string, number>();
  readonly #refusals = new Map<string, number>();

  constructor(stores: OwnStores) {
    this.#stores = stores;
  }

  get refusals(): Refusals {
    return this.#refusals;
  }

  /** Opens what this browser kept. */
  async load(reading: Reading): Promise<void> {
    const transaction = await this.#stores.begin("records");
    const kept = await transaction.objectStore("records").getAll();
    for (const bytes of kept) await this.#open(bytes, reading, "kept");
  }

  /** Takes records from the server, in any order. */
  async take(records: readonly Uint8Array[], reading: Reading): Promise<Taken> {
    let hasChanged = false;
    const unexplained: Uint8Array[] = [];
    for (const bytes of records) {
      const outcome = await this.#open(bytes, reading, "new");
      if (outcome === "unexplained") unexplained.push(bytes);
      if (outcome === "waiting") await this.#keepWaiting(bytes);
      if (outcome === "shown" || outcome === "kept") await this.#keep(bytes);
      hasChanged ||= outcome === "shown";
    }
    return { hasChanged, unexplained };
  }

  /** Takes again what waited for its author to be proved. True when anything shown has changed. */
  async retakeWaiting(reading: Reading): Promise<boolean> {
    const transaction = await this.#stores.begin("recordsWaiting");
    const store = transaction.objectStore("recordsWaiting");
    const waiting = await store.getAll();
    if (waiting.length === 0) return false;
    await store.clear();
    await transaction.done;
    // Those that still wait are put back on the way.
    return (await this.take(waiting, reading)).hasChanged;
  }

  /** Opens what was kept closed, once there are new keys. True when anything came open. */
  async reopen({ state, keys }: Reading): Promise<boolean> {
    let hasOpened = false;
    for (const [key, bytes] of this.#closed) {
      const opened = await this.#tryOpen(bytes, state, keys);
      if (opened === undefined) continue;
      this.#closed.delete(key);
      this.#records.set(key, opened);
      hasOpened = true;
    }
    return hasOpened;
  }

  find<K extends RecordKind>(kind: K, id: Id): Entry<K> | undefined {
    const record = this.#records.get(keyOf(kind, id));
    return record === undefined ? undefined : entryOf(kind, record);
  }

  all<K extends RecordKind>(kind: K): readonly Entry<K>[] {
    return [...this.#records.values()].flatMap((record) => entryOf(kind, record) ?? []);
  }

  /** Of all that are believed, also of those that only another device can open. */
  headers(kind: RecordKind): readonly RecordHeader[] {
    return [...this.#headers.values()].filter((header) => header.kind === kind);
  }

  /** Words that owners may write, by devices that were put out since. */
  orphans(state: LedgerState): readonly OpenedRecord[] {
    return [...this.#records.values()].filter(
      ({ header }) => OWNERS_WORDS.includes(header.kind) && activeDevice(state, header.author) === undefined,
    );
  }

  /** What a record that replaces the known one must carry. */
  nextVersion(kind: RecordKind, id: Id): number {
    const key = keyOf(kind, id);
    return Math.max(this.#headers.get(key)?.version ?? 0, this.#signedVersions.get(key) ?? 0) + 1;
  }

  /** When the newest version was written, also of a record that only another device can open. */
  writtenMs(kind: RecordKind, id: Id): number | undefined {
    return this.#headers.get(keyOf(kind, id))?.atMs;
  }

  /** The newest that this browser believes of a device's own hand. */
  lastWrittenMs(author: DeviceId): number | undefined {
    return this.#lastWrittenMs.get(formatId(author));
  }

  async #open(bytes: Uint8Array, { state, keys, log }: Reading, origin: Origin): Promise<Outcome> {
    try {
      const { header } = verifyRecord(bytes, state);
      if (header.kind === "thumbnail") return "refused";
      const [key, { version }] = [keyOf(header.kind, header.id), header];
      this.#countSigned(key, version);
      const knownVersion = this.#headers.get(key)?.version ?? 0;
      const admission = admitRecord(header, { state, log, knownVersion, origin });
      if (admission === "author_unproved") return "waiting";
      if (admission === "not_allowed" || admission === "author_removed") this.#refuse(`record.${admission}`);
      if (admission !== "admitted") return "refused";
      const opened = await openRecord(bytes, state, keys);
      // A newer one may have come while this one was opened.
      if (version <= (this.#headers.get(key)?.version ?? 0)) return "refused";
      this.#note(key, header);
      // Sealed to another device, as camera passwords are to the hub: nothing to read here.
      if (opened === undefined) {
        this.#closed.set(key, bytes);
        return "kept";
      }
      this.#closed.delete(key);
      this.#records.set(key, opened);
      return "shown";
    } catch (error) {
      // One bad record, by whoever holds the server, must not hide all others.
      const known = knownError(error);
      if (known === undefined) throw error;
      this.#refuse(known.code);
      return UNEXPLAINED.includes(known.code) ? "unexplained" : "refused";
    }
  }

  async #tryOpen(bytes: Uint8Array, state: LedgerState, keys: RecordKeys): Promise<OpenedRecord | undefined> {
    try {
      return await openRecord(bytes, state, keys);
    } catch (error) {
      const known = knownError(error);
      if (known === undefined) throw error;
      this.#refuse(known.code);
      return undefined;
    }
  }

  #note(key: string, header: RecordHeader): void {
    this.#headers.set(key, header);
    const author = formatId(header.author);
    this.#lastWrittenMs.set(author, Math.max(header.atMs, this.#lastWrittenMs.get(author) ?? 0));
  }

  /** The highest version of all is not counted: nothing could ever follow it. */
  #countSigned(key: string, version: number): void {
    if (version >= MAX_RECORD_VERSION) return;
    this.#signedVersions.set(key, Math.max(version, this.#signedVersions.get(key) ?? 0));
  }

  /** Another tab may have kept a newer version meanwhile. */
  async #keep(bytes: Uint8Array): Promise<void> {
    const { kind, id, version } = decodeRecord(bytes).header;
    const transaction = await this.#stores.begin("records");
    const store = transaction.objectStore("records");
    const kept = await store.get(keyOf(kind, id));
    if (kept === undefined || decodeRecord(kept).header.version < version) await store.put(bytes, keyOf(kind, id));
    await transaction.done;
  }

  /** One a place and author: whoever floods, floods its own place. */
  async #keepWaiting(bytes: Uint8Array): Promise<void> {
    const { kind, id, version, author } = decodeRecord(bytes).header;
    const key = `${keyOf(kind, id)}/${formatId(author)}`;
    const transaction = await this.#stores.begin("recordsWaiting");
    const store = transaction.objectStore("recordsWaiting");
    const kept = await store.get(key);
    if (kept === undefined || decodeRecord(kept).header.version < version) await store.put(bytes, key);
    await transaction.done;
  }

  #refuse(code: string): void {
    this.#refusals.set(code, (this.#refusals.get(code) ?? 0) + 1);
  }
}

function keyOf(kind: RecordKind, id: Id): string {
  return `${kind}/${formatId(id)}`;
}

function entryOf<K extends RecordKind>(kind: K, { header, content }: OpenedRecord): Entry<K> | undefined {
  if (content.kind !== kind) return undefined;
  const { id, version, atMs, author } = header;
  return { id, version, atMs, author, content: content as ContentOf<K> };
}
