// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Every lane's last leaf, how far the log was read, which lanes are of staff, and the lane faults found so far, in
 * SQLite: memory does not grow with the log. WAL without a flush a bundle: a killed process loses nothing, a power cut takes back whole
 * bundles, place and lanes together, and they are read again.
 */
import { AuditorError } from "../errors.ts";
import type { LaneFault, LaneFaultKind, LaneIndex, LastLeaf } from "@nightlatch/transparency/monitor";
import Database from "better-sqlite3";

type LaneRow = Readonly<{ lane: string; at: number; slot: number; hash: Uint8Array; next: Uint8Array }>;
type FaultRow = Readonly<{ at: number; kind: LaneFaultKind; lane: string; earlier: number | null }>;

const TABLES = `
  CREATE TABLE IF NOT EXISTS lanes (
    lane TEXT PRIMARY KEY, at INTEGER NOT NULL, slot INTEGER NOT NULL, hash BLOB NOT NULL, next BLOB NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE IF NOT EXISTS position (one INTEGER PRIMARY KEY CHECK (one = 1), next INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS faults (
    at INTEGER PRIMARY KEY, kind TEXT NOT NULL, lane TEXT NOT NULL, earlier INTEGER
  ) STRICT;
  INSERT OR IGNORE INTO position VALUES (1, 0);
`;
/** A folder from before lanes of staff were told apart: its log is read once more. */
const STAFF_LANES = `
  CREATE TABLE staff_lanes (lane TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;
  DELETE FROM lanes;
  UPDATE position SET next = 0;
`;

export class SqliteLaneIndex implements LaneIndex, Disposable {
  readonly #database: Database.Database;
  readonly #find: Database.Statement<[string], LaneRow>;
  readonly #advance: (next: number, changed: ReadonlyMap<string, LastLeaf>) => void;

  /** @throws auditor.state_in_use while another audit uses the file */
  constructor(path: string) {
    this.#database = new Database(path, { timeout: 0 });
    this.#lock();
    this.#database.exec(TABLES);
    this.#addStaffLanes();
    this.#find = this.#database.prepare("SELECT lane, at, slot, hash, next FROM lanes WHERE lane = ?");
    const put = this.#database.prepare("INSERT OR REPLACE INTO lanes VALUES (?, ?, ?, ?, ?)");
    const move = this.#database.prepare("UPDATE position SET next = ?");
    this.#advance = this.#database.transaction((next: number, changed: ReadonlyMap<string, LastLeaf>) => {
      for (const [lane, { index, slot, hash, next: key }] of changed) put.run(lane, index, slot, hash, key);
      move.run(next);
    });
  }

  next(): Promise<number> {
    const row = this.#database.prepare<[], { next: number }>("SELECT next FROM position").get();
    return Promise.resolve(row?.next ?? 0);
  }

  find(lanes: readonly string[]): Promise<ReadonlyMap<string, LastLeaf>> {
    const rows = lanes.flatMap((lane) => this.#find.get(lane) ?? []);
    return Promise.resolve(new Map(rows.map((row) => [row.lane, lastLeafOf(row)])));
  }

  advance(next: number, changed: ReadonlyMap<string, LastLeaf>): Promise<void> {
    this.#advance(next, changed);
    return Promise.resolve();
  }

  /** Before the index moves past it: a fault that was found is told by every later audit. */
  keepFault({ index, kind, lane, earlier }: LaneFault): void {
    this.#database.prepare("INSERT OR IGNORE INTO faults VALUES (?, ?, ?, ?)").run(index, kind, lane, earlier ?? null);
  }

  /** At most `limit`, in the order of the log. */
  faults(limit: number): readonly LaneFault[] {
    const rows = this.#database
      .prepare<[number], FaultRow>("SELECT at, kind, lane, earlier FROM faults ORDER BY at LIMIT ?")
      .all(limit);
    return rows.map(({ at, kind, lane, earlier }) => ({ index: at, kind, lane, earlier: earlier ?? undefined }));
  }

  faultCount(): number {
    return this.#database.prepare<[], { count: number }>("SELECT count(*) AS count FROM faults").get()?.count ?? 0;
  }

  laneCount(): number {
    return this.#database.prepare<[], { count: number }>("SELECT count(*) AS count FROM lanes").get()?.count ?? 0;
  }

  /** Before the index moves past its first leaf. */
  keepStaffLane(lane: string): void {
    this.#database.prepare("INSERT OR IGNORE INTO staff_lanes VALUES (?)").run(lane);
  }

  /** Every lane that began as one of staff, whoever's; at most `limit`. */
  staffLanes(limit: number): readonly string[] {
    const rows = this.#database.prepare<[number], { lane: string }>("SELECT lane FROM staff_lanes LIMIT ?").all(limit);
    return rows.map(({ lane }) => lane);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #addStaffLanes(): void {
    const isThere =
      this.#database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'staff_lanes'").get() !== undefined;
    if (!isThere) this.#database.transaction(() => this.#database.exec(STAFF_LANES))();
  }

  /** Two audits that move one position would each skip what the other reads. */
  #lock(): void {
    try {
      this.#database.pragma("locking_mode = EXCLUSIVE");
      this.#database.pragma("journal_mode = WAL");
      this.#database.pragma("synchronous = NORMAL");
      this.#database.exec("BEGIN IMMEDIATE; COMMIT");
    } catch (cause) {
      this.#database.close();
      throw new AuditorError("auditor.state_in_use", "the state folder can't be used", {
        cause,
        advice: "Wait until the other audit with this folder has ended, or name another folder by --state.",
      });
    }
  }
}

function lastLeafOf({ at, slot, hash, next }: LaneRow): LastLeaf {
  return { index: at, slot, hash: new Uint8Array(hash), next: new Uint8Array(next) };
}
