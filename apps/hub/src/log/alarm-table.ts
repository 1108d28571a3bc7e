// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What this hub has to tell its household, one alarm a code for good, and which of it is on its way. */
import type { ClipId, Id } from "@nightlatch/protocol/wire";
import { prepared, type HubDatabase } from "../store/open-database.ts";

/** `evidence`: the whole file, or nothing where there is nothing to prove. */
export type Alarm = Readonly<{ code: string; id: ClipId; detail: string; evidence: Uint8Array }>;

type Row = Readonly<{ code: string; id: Buffer; detail: string; evidence: Buffer }>;

export class AlarmTable {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  /** In one commit with what goes with it. @returns whether this code is new here */
  add({ code, id, detail, evidence }: Alarm, also: () => void = () => undefined): boolean {
    const sql = "INSERT INTO alarms (code, id, detail, evidence) VALUES (?, ?, ?, ?) ON CONFLICT (code) DO NOTHING";
    return this.#database.transaction(() => {
      also();
      return prepared(this.#database, sql).run(code, id, detail, evidence).changes > 0;
    })();
  }

  untold(): readonly Alarm[] {
    const sql = "SELECT code, id, detail, evidence FROM alarms WHERE is_told = 0 ORDER BY rowid";
    return prepared<[], Row>(this.#database, sql).all().map(alarmOf);
  }

  /** The server did not take it: it is to be told again. */
  noteUntold(id: Id): void {
    prepared(this.#database, "UPDATE alarms SET is_told = 0 WHERE id = ?").run(id);
  }

  noteTold(code: string): void {
    prepared(this.#database, "UPDATE alarms SET is_told = 1 WHERE code = ?").run(code);
  }
}

function alarmOf({ code, id, detail, evidence }: Row): Alarm {
  return { code, id: new Uint8Array(id) as Uint8Array as ClipId, detail, evidence: new Uint8Array(evidence) };
}
