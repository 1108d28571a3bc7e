// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Single values that must survive a restart: which household, the pairing secret. */
import { prepared, type HubDatabase } from "./open-database.ts";

export type FactName =
  | "household" // CBOR of the pairing answer
  | "pairing_secret"
  | "pairing_offer"
  | "log_view" // CBOR of what this hub believes of the public log
  | "log_signed" // the checkpoint that this hub cosigned last
  | "refused_entry" // head of an entry that this hub never takes in
  | "log_halt"; // why this hub cosigns no more: a code

export class FactTable {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  find(name: FactName): Uint8Array | undefined {
    const row = prepared<[string], { value: Buffer }>(this.#database, "SELECT value FROM facts WHERE name = ?").get(
      name,
    );
    return row === undefined ? undefined : new Uint8Array(row.value);
  }

  set(name: FactName, value: Uint8Array): void {
    prepared(
      this.#database,
      "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    ).run(name, value);
  }

  remove(name: FactName): void {
    prepared(this.#database, "DELETE FROM facts WHERE name = ?").run(name);
  }
}
