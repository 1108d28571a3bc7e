// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What this hub signed of each log, in its index: on disk before any signature leaves. A hub that forgot it could
 * sign a second history.
 */
import type { Hash } from "@nightlatch/crypto/keys";
import type { WitnessedHead, WitnessStore } from "@nightlatch/transparency/witness";
import { prepared, type HubDatabase } from "../store/open-database.ts";

type Row = Readonly<{ size: number; root: Buffer; time_seconds: number }>;

export class WitnessTable implements WitnessStore {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  readHead(origin: string): Promise<WitnessedHead | undefined> {
    return Promise.resolve(this.#find(origin));
  }

  swapHead(origin: string, from: WitnessedHead | undefined, to: WitnessedHead): Promise<boolean> {
    return Promise.resolve(this.#database.transaction(() => this.#swap(origin, from, to))());
  }

  #swap(origin: string, from: WitnessedHead | undefined, to: WitnessedHead): boolean {
    if (!isSameHead(this.#find(origin), from)) return false;
    const sql = `INSERT INTO witnessed_heads (origin, size, root, time_seconds) VALUES (?, ?, ?, ?) ON CONFLICT (origin)
      DO UPDATE SET size = excluded.size, root = excluded.root, time_seconds = excluded.time_seconds`;
    prepared(this.#database, sql).run(origin, to.size, to.root, to.timeSeconds);
    return true;
  }

  #find(origin: string): WitnessedHead | undefined {
    const sql = "SELECT size, root, time_seconds FROM witnessed_heads WHERE origin = ?";
    const row = prepared<[string], Row>(this.#database, sql).get(origin);
    if (row === undefined) return undefined;
    return { size: row.size, root: new Uint8Array(row.root) as Hash, timeSeconds: row.time_seconds };
  }
}

function isSameHead(a: WitnessedHead | undefined, b: WitnessedHead | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.size === b.size && a.timeSeconds === b.timeSeconds && Buffer.compare(a.root, b.root) === 0;
}
