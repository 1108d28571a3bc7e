// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file All names and settings of the household, opened. Owns the newest admitted version of each record, in
 * memory open and in IndexedDB sealed; pictures (thumbnails) are not kept here.
 */
import { openRecord, type OpenedRecord, type RecordContent, type RecordKeys } from "@nightlatch/protocol/open";
import {
  activeDevice,
  decodeRecord,
  formatId,
  MAX_RECORD_VERSION,
  verifyRecord,
  type Id,
  type LedgerState,
  type RecordKind,
} from "@nightlatch/protocol/wire";
import type { OwnStores } from "../store/own-stores.ts";
import { knownError } from "../known-error.ts";
import { admitRecord, type Origin } from "./admit-record.ts";

/** Another household member's key or role was wrong: skipped, and counted by code. */
export type Refusals = ReadonlyMap<string, number>;
export type ContentOf<K extends RecordKind> = Extract<RecordContent, { kind: K }>;
/** `atMs`: when this version was written, by its author's clock. */
export type Entry<K extends RecordKind> = Readonly<{ id: Id; version: number; atMs: number; content: ContentOf<K> }>;
/** `unexplained`: by a device or under a key that the ledger, as far as it was read, does not know. */
export type Taken = Readonly<{ hasChanged: boolean; unexplained: readonly Uint8Array[] }>;

type Outcome = "shown" | "kept" | "refused" | "unexplained";

const UNEXPLAINED: readonly string[] = ["protocol.unknown_epoch", "protocol.unknown_device"];
const OWNERS_WORDS: readonly RecordKind[] = ["household", "device", "camera"];

export class RecordBook {
  readonly #stores: OwnStores;
  readonly #records = new Map<string, OpenedRecord>();
  /** Also of records that only the hub can open: a newer one must count on. */
  readonly #versions = new Map<string, number>();
  /** Also of refused ones: the server holds them, and takes only what is higher. */
  readonly #signedVersions = new Map<string, number>();
  readonly #refusals = new Map<string, number>();

  constructor(stores: OwnStores) {
    this.#stores = stores;
  }

  get refusals(): Refusals {
    return this.#refusals;
  }

  /** Opens what this browser kept. */
  async load(state: LedgerState, keys: RecordKeys): Promise<void> {
    const transaction = await this.#stores.begin("records");
    const kept = await transaction.objectStore("records").getAll();
    for (const bytes of kept) await this.#open(bytes, state, keys, "kept");
  }

  /** Takes records from the server, in any order. */
  async take(records: readonly Uint8Array[], state: LedgerState, keys: RecordKeys): Promise<Taken> {
    let hasChanged = false;
    const unexplained: Uint8Array[] = [];
    for (const bytes of records) {
      const outcome = await this.#open(bytes, state, keys, "new");
      if (outcome === "unexplained") unexplained.push(bytes);
      if (outcome === "shown" || outcome === "kept") await this.#keep(bytes);
      hasChanged ||= outcome === "shown";
    }
    return { hasChanged, unexplained };
  }

  find<K extends RecordKind>(kind: K, id: Id): Entry<K> | undefined {
    const record = this.#records.get(keyOf(kind, id));
    return record === undefined ? undefined : entryOf(kind, record);
  }

  all<K extends RecordKind>(kind: K): readonly Entry<K>[] {
    return [...this.#records.values()].flatMap((record) => entryOf(kind, record) ?? []);
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
    return Math.max(this.#versions.get(key) ?? 0, this.#signedVersions.get(key) ?? 0) + 1;
  }

  async #open(bytes: Uint8Array, state: LedgerState, keys: RecordKeys, origin: Origin): Promise<Outcome> {
    try {
      const { header } = verifyRecord(bytes, state);
      if (header.kind === "thumbnail") return "refused";
      const [key, { version }] = [keyOf(header.kind, header.id), header];
      this.#countSigned(key, version);
      const admission = admitRecord(state, this.#versions.get(key) ?? 0, header, origin);
      if (admission === "not_allowed" || admission === "author_removed") this.#refuse(`record.${admission}`);
      if (admission !== "admitted") return "refused";
      const opened = await openRecord(bytes, state, keys);
      // A newer one may have come while this one was opened.
      if (version <= (this.#versions.get(key) ?? 0)) return "refused";
      this.#versions.set(key, version);
      // Sealed to another device, as camera passwords are to the hub: nothing to read here.
      if (opened === undefined) return "kept";
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

  #refuse(code: string): void {
    this.#refusals.set(code, (this.#refusals.get(code) ?? 0) + 1);
  }
}

function keyOf(kind: RecordKind, id: Id): string {
  return `${kind}/${formatId(id)}`;
}

function entryOf<K extends RecordKind>(kind: K, { header, content }: OpenedRecord): Entry<K> | undefined {
  if (content.kind !== kind) return undefined;
  return { id: header.id, version: header.version, atMs: header.atMs, content: content as ContentOf<K> };
}
