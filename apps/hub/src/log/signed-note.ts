// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The checkpoint that this hub cosigned last, as the log signed it: beside a second tree of its size, it proves
 * to anyone that the log forked. What keeps this hub from signing twice is the witness table; this is only the proof.
 */
import { FactTable } from "../store/fact-table.ts";
import { commitLazily, type HubDatabase } from "../store/open-database.ts";

export class SignedNote {
  readonly #database: HubDatabase;
  readonly #facts: FactTable;

  constructor(database: HubDatabase) {
    this.#database = database;
    this.#facts = new FactTable(database);
  }

  read(): Uint8Array | undefined {
    return this.#facts.find("log_signed");
  }

  /** Not flushed: it comes with every batch of the log, and a power cut costs only the proof, not the refusal. */
  keep(checkpoint: Uint8Array): void {
    commitLazily(this.#database, () => {
      this.#facts.set("log_signed", checkpoint);
    });
  }
}
