// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The last leaf of every lane that this hub has read, and how far it read each log. */
import type { LaneIndex, LastLeaf } from "@nightlatch/transparency/monitor";
import { prepared, type HubDatabase } from "../store/open-database.ts";

type Row = Readonly<{ leaf_index: number; slot: number; hash: Buffer; next_key: Buffer }>;

export class LaneTable implements LaneIndex {
  readonly #database: HubDatabase;
  readonly #origin: string;

  /** @param origin the log's name: another log has other lanes */
  constructor(database: HubDatabase, origin: string) {
    this.#database = database;
    this.#origin = origin;
  }

  next(): Promise<number> {
    const sql = "SELECT next FROM read_logs WHERE origin = ?";
    return Promise.resolve(prepared<[string], { next: number }>(this.#database, sql).get(this.#origin)?.next ?? 0);
  }

  find(lanes: readonly string[]): Promise<ReadonlyMap<string, LastLeaf>> {
    const sql = "SELECT leaf_index, slot, hash, next_key FROM read_lanes WHERE origin = ? AND lane = ?";
    const statement = prepared<[string, string], Row>(this.#database, sql);
    const found = new Map<string, LastLeaf>();
    for (const lane of lanes) {
      const row = statement.get(this.#origin, lane);
      if (row !== undefined) found.set(lane, lastLeafOf(row));
    }
    return Promise.resolve(found);
  }

  advance(next: number, changed: ReadonlyMap<string, LastLeaf>): Promise<void> {
    const sql = `INSERT INTO read_lanes (origin, lane, leaf_index, slot, hash, next_key) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (origin, lane) DO UPDATE SET leaf_index = excluded.leaf_index, slot = excluded.slot,
      hash = excluded.hash, next_key = excluded.next_key`;
    const position = `INSERT INTO read_logs (origin, next) VALUES (?, ?)
      ON CONFLICT (origin) DO UPDATE SET next = excluded.next`;
    this.#database.transaction(() => {
      for (const [lane, { index, slot, hash, next: key }] of changed) {
        prepared(this.#database, sql).run(this.#origin, lane, index, slot, hash, key);
      }
      prepared(this.#database, position).run(this.#origin, next);
    })();
    return Promise.resolve();
  }
}

function lastLeafOf({ leaf_index, slot, hash, next_key }: Row): LastLeaf {
  return { index: leaf_index, slot, hash: new Uint8Array(hash), next: new Uint8Array(next_key) };
}
