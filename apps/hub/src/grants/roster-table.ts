// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The operator's roster as this hub took it in, on disk: pinned at the first look, only ever grown from there.
 * Trust: whoever can change it can make the hub refuse the operator's staff, or believe another operator's.
 */
import type { KeptEntries, RosterStore } from "@nightlatch/api-client";
import { prepared, type HubDatabase } from "../store/open-database.ts";

export class RosterTable implements RosterStore {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  read(): KeptEntries {
    const entries = prepared<[], { entry: Buffer }>(this.#database, "SELECT entry FROM roster_entries ORDER BY seq")
      .all()
      .map(({ entry }) => new Uint8Array(entry));
    const place = prepared<[], { next_item: number; seen_ms: number }>(
      this.#database,
      "SELECT next_item, seen_ms FROM roster_place",
    ).get();
    return { entries, nextItem: place?.next_item ?? 0, seenMs: place?.seen_ms ?? 0 };
  }

  /** Together or not at all. */
  grow(entries: readonly Uint8Array[], place: Omit<KeptEntries, "entries">): void {
    this.#database.transaction(() => {
      const add = prepared(
        this.#database,
        "INSERT INTO roster_entries (seq, entry) SELECT COALESCE(MAX(seq) + 1, 0), ? FROM roster_entries",
      );
      for (const entry of entries) add.run(entry);
      prepared(
        this.#database,
        "INSERT INTO roster_place (one, next_item, seen_ms) VALUES (1, ?, ?) " +
          "ON CONFLICT (one) DO UPDATE SET next_item = excluded.next_item, seen_ms = excluded.seen_ms",
      ).run(place.nextItem, place.seenMs);
    })();
  }
}
