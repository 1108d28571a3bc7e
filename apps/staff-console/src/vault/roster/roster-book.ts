// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The roster as this console follows it: each entry judged by the same rules as everywhere, kept, and never
 * followed back. Owns the state. The server's entries are attacker-controlled.
 */
import { decodeBase64url, equalBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { applyRosterEntries, decodeRosterEntry, decodeSignedRosterEntry } from "@nightlatch/protocol/wire";
import type { OperatorId, RosterEntry, RosterState, StaffId } from "@nightlatch/protocol/wire";
import type { StaffCall } from "../server/staff-calls.ts";
import type { ConsoleDatabase } from "../store/database.ts";

/** An entry that was taken in, with who signed it. */
export type KnownEntry = Readonly<{ entry: RosterEntry; signers: readonly StaffId[] }>;

export class RosterBook {
  readonly #database: ConsoleDatabase;
  #state: RosterState | undefined;
  #entries: readonly KnownEntry[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(database: ConsoleDatabase) {
    this.#database = database;
  }

  /** What was taken in before, judged again: storage is not trusted to have kept it. @throws roster.* */
  static async open(database: ConsoleDatabase): Promise<RosterBook> {
    const book = new RosterBook(database);
    book.#take(await database.getAll("roster"));
    return book;
  }

  get state(): RosterState | undefined {
    return this.#state;
  }

  get entries(): readonly KnownEntry[] {
    return this.#entries;
  }

  forget(): void {
    this.#state = undefined;
    this.#entries = [];
  }

  /**
   * Takes in what is new. True when something was.
   * @throws roster.* for an entry that the rules refuse | roster.rollback for a roster that is shorter than before
   */
  follow(call: StaffCall, operator: OperatorId): Promise<boolean> {
    // One reading at a time: two that began at the same entry would take it in twice, and call that a lie.
    const reading = this.#turn.then(() => this.#readOn(call, operator));
    this.#turn = reading.catch(() => undefined);
    return reading;
  }

  async #readOn(call: StaffCall, operator: OperatorId): Promise<boolean> {
    const nextSeq = (this.#state?.seq ?? -1) + 1;
    const { entries, seq } = await call("readRoster", { query: { from: nextSeq } });
    if (seq < nextSeq - 1) throw lying("roster.rollback", "a roster shorter than the one this console has seen");
    const signed = entries.map(decodeBase64url);
    if (signed.length === 0) return false;
    const before = { state: this.#state, entries: this.#entries };
    this.#take(signed);
    if (this.#state !== undefined && !equalBytes(this.#state.operator, operator)) {
      ({ state: this.#state, entries: this.#entries } = before);
      throw lying("roster.wrong_operator", "the roster of another operator");
    }
    const transaction = this.#database.transaction("roster", "readwrite");
    await Promise.all(signed.map((entry, i) => transaction.store.put(entry, nextSeq + i)));
    await transaction.done;
    return true;
  }

  #take(signed: readonly Uint8Array[]): void {
    const result = applyRosterEntries(this.#state, signed);
    if (result.kind === "refused") throw lying(result.code, `entry ${result.at} of the roster`);
    this.#state = result.state;
    this.#entries = [...this.#entries, ...signed.map(knownEntry)];
  }
}

function knownEntry(signed: Uint8Array): KnownEntry {
  const { bytes, signatures } = decodeSignedRosterEntry(signed);
  return { entry: decodeRosterEntry(bytes), signers: signatures.map(({ staff }) => staff) };
}

function lying(code: string, message: string): NightlatchError {
  return new NightlatchError(code, message, {
    advice: "Trust nothing that this server shows. Tell an officer by another way than this computer.",
  });
}
