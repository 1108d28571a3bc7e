// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file All names and settings of the household, opened. Owns the newest admitted version of each record, in
 * memory open and in IndexedDB sealed; pictures (thumbnails) are not kept here.
 */
import { openRecord, type OpenedRecord, type RecordContent, type RecordKeys } from "@nightlatch/protocol/open";
import { decodeRecord, formatId, type Id, type LedgerState, type RecordKind } from "@nightlatch/protocol/wire";
import type { VaultDatabase } from "../store/database.ts";
import { knownError } from "../known-error.ts";
import { admitRecord } from "./admit-record.ts";

/** Another household member's key or role was wrong: skipped, and counted by code. */
export type Refusals = ReadonlyMap<string, number>;
export type ContentOf<K extends RecordKind> = Extract<RecordContent, { kind: K }>;
export type Entry<K extends RecordKind> = Readonly<{ id: Id; version: number; content: ContentOf<K> }>;

export class RecordBook {
  readonly #database: VaultDatabase;
  readonly #records = new Map<string, OpenedRecord>();
  /** Also of records that only the hub can open: a newer one must count on. */
  readonly #versions = new Map<string, number>();
  readonly #refusals = new Map<string, number>();

  constructor(database: VaultDatabase) {
    this.#database = database;
  }

  get refusals(): Refusals {
    return this.#refusals;
  }

  /** Opens what this browser kept. */
  async load(state: LedgerState, keys: RecordKeys): Promise<void> {
    for (const bytes of await this.#database.getAll("records")) await this.#open(bytes, state, keys);
  }

  /** Takes records from the server, in any order. True when anything changed. */
  async take(records: readonly Uint8Array[], state: LedgerState, keys: RecordKeys): Promise<boolean> {
    let hasChanged = false;
    for (const bytes of records) {
      const taken = await this.#open(bytes, state, keys);
      if (taken === "refused") continue;
      hasChanged ||= taken === "shown";
      await this.#keep(bytes);
    }
    return hasChanged;
  }

  find<K extends RecordKind>(kind: K, id: Id): Entry<K> | undefined {
    const record = this.#records.get(keyOf(kind, id));
    return record === undefined ? undefined : entryOf(kind, record);
  }

  all<K extends RecordKind>(kind: K): readonly Entry<K>[] {
    return [...this.#records.values()].flatMap((record) => entryOf(kind, record) ?? []);
  }

  /** What a record that replaces the known one must carry. */
  nextVersion(kind: RecordKind, id: Id): number {
    return (this.#versions.get(keyOf(kind, id)) ?? 0) + 1;
  }

  async #open(bytes: Uint8Array, state: LedgerState, keys: RecordKeys): Promise<"shown" | "kept" | "refused"> {
    try {
      const { kind, id, version } = decodeRecord(bytes).header;
      if (kind === "thumbnail") return "refused";
      const opened = await openRecord(bytes, state, keys);
      const key = keyOf(kind, id);
      if (version <= (this.#versions.get(key) ?? 0)) return "refused";
      const admission = opened === undefined ? "admitted" : admitRecord(state, this.#records.get(key), opened);
      if (admission === "not_allowed") this.#refuse("record.not_allowed");
      if (admission !== "admitted") return "refused";
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
      return "refused";
    }
  }

  /** Another tab may have kept a newer version meanwhile. */
  async #keep(bytes: Uint8Array): Promise<void> {
    const { kind, id, version } = decodeRecord(bytes).header;
    const { store, done } = this.#database.transaction("records", "readwrite");
    const kept = await store.get(keyOf(kind, id));
    if (kept === undefined || decodeRecord(kept).header.version < version) await store.put(bytes, keyOf(kind, id));
    await done;
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
  return { id: header.id, version: header.version, content: content as ContentOf<K> };
}
