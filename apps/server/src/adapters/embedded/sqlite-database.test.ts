// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The database file itself: what it promises of its disk, reopening, growing from an older form. */
import Database from "better-sqlite3";
import { Kysely, Migrator, sql, SqliteDialect } from "kysely";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drawCamera, drawClip, drawDevice, drawGroup, drawHash, drawLane } from "../../contract-tests/drawn-values.ts";
import * as first from "../../migrations/0001-first-tables.ts";
import { SqlClipIndex } from "../sql/sql-clip-index.ts";
import { SqlLedgerStore } from "../sql/sql-ledger-store.ts";
import { SqlRecordStore } from "../sql/sql-record-store.ts";
import { openSqlite } from "./sqlite-database.ts";

/** The largest record (protocol §12). */
const LARGE_BYTES = 2 * 1024 * 1024;

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-sqlite-"));
  path = join(folder, "server.sqlite");
});

afterEach(() => rm(folder, { recursive: true }));

describe("the database", () => {
  it("is told to survive a power cut, and to keep its references", async () => {
    const database = await openSqlite(path);
    const pragma = async (name: string) => (await sql.raw(`pragma ${name}`).execute(database)).rows;
    expect(await pragma("journal_mode")).toEqual([{ journal_mode: "wal" }]);
    expect(await pragma("synchronous")).toEqual([{ synchronous: 2 }]);
    expect(await pragma("foreign_keys")).toEqual([{ foreign_keys: 1 }]);
    await database.destroy();
  });

  it("has everything after it was closed and opened again", async () => {
    const [lane, clip, camera, device, group] = [drawLane(), drawClip(), drawCamera(), drawDevice(), drawGroup()];
    const [entry, box, opening, record] = [drawHash(), drawHash(), drawHash(), drawHash()];
    const part = { index: 0, sizeBytes: 7, sha256: drawHash() };
    const manifest = { n: 0, hash: drawHash(), manifest: drawHash(), endsMs: 9, clip: { clip, endMs: 9 } };
    const before = await openSqlite(path);
    await new SqlLedgerStore(before).append(lane, { seq: 0, head: drawHash(), entry }, [
      { device, group, epoch: 0, box },
    ]);
    const index = new SqlClipIndex(before);
    await index.addClip(lane, { clip, camera, group, readers: [], opening, startMs: 1 });
    await index.addPart(lane, clip, part);
    await index.appendManifest(lane, camera, manifest);
    await new SqlRecordStore(before).put(lane, { kind: "camera", id: camera, version: 3, author: device, record });
    await before.destroy();

    const after = await openSqlite(path);
    const ledgers = new SqlLedgerStore(after);
    expect((await ledgers.readEntries(lane, 0, 10)).map((one) => one.entry)).toEqual([new Uint8Array(entry)]);
    expect(await ledgers.readBoxes(lane, device)).toEqual([{ device, group, epoch: 0, box: new Uint8Array(box) }]);
    const clips = new SqlClipIndex(after);
    const stored = { clip, camera, opening: new Uint8Array(opening), startMs: 1, endMs: 9, parts: [part] };
    expect(await clips.findClip(lane, clip)).toEqual({ ...stored, manifest: new Uint8Array(manifest.manifest) });
    expect(await clips.usedBytes(lane)).toBe(7);
    expect((await clips.lastManifest(lane, camera))?.n).toBe(0);
    const found = await new SqlRecordStore(after).find(lane, { kind: "camera", id: camera });
    expect(found).toEqual({ kind: "camera", id: camera, version: 3, author: device, record: new Uint8Array(record) });
    await after.destroy();
  });

  it("grows from its first form, with what it held", async () => {
    const [lane, device, group, box] = [drawLane(), drawDevice(), drawGroup(), drawHash()];
    const old = new Kysely<never>({ dialect: new SqliteDialect({ database: new Database(path) }) });
    const provider = { getMigrations: () => Promise.resolve({ "0001-first-tables": first }) };
    await new Migrator({ db: old, provider }).migrateToLatest();
    const [laneText, deviceText, groupText] = [lane, device, group].map((id) => Buffer.from(id).toString("base64url"));
    await sql`insert into lanes (lane) values (${laneText})`.execute(old);
    await sql`insert into seed_boxes (lane, device, camera_group, epoch, box)
      values (${laneText}, ${deviceText}, ${groupText}, 0, ${box})`.execute(old);
    await old.destroy();

    const grown = await openSqlite(path);
    const ledgers = new SqlLedgerStore(grown);
    expect(await ledgers.readBoxes(lane, device)).toEqual([{ device, group, epoch: 0, box: new Uint8Array(box) }]);
    expect(await ledgers.findLanes(device, 5)).toEqual([lane]);
    await grown.destroy();
  });

  it("refuses a file that is no database, and leaves it as it is", async () => {
    await writeFile(path, "this is no database, but somebody's letter".repeat(100));
    await expect(openSqlite(path)).rejects.toMatchObject({ code: "SQLITE_NOTADB" });
  });
});

describe("a listing of the largest items", () => {
  it("ends where an answer would grow too large, and goes on from there to the last", async () => {
    const database = await openSqlite(path);
    const [lane, camera, author] = [drawLane(), drawCamera(), drawDevice()];
    await new SqlLedgerStore(database).append(lane, { seq: 0, head: drawHash(), entry: drawHash() }, []);
    const [records, index] = [new SqlRecordStore(database), new SqlClipIndex(database)];
    for (let n = 0; n < 10; n += 1) {
      const large = new Uint8Array(LARGE_BYTES).fill(n);
      await records.put(lane, { kind: "camera", id: drawClip(), version: 1, author, record: large });
      const plain = { clip: drawClip(), camera, group: drawGroup(), readers: [] };
      await index.addClip(lane, { ...plain, opening: large, startMs: n });
      await index.appendManifest(lane, camera, { n, hash: drawHash(), manifest: large, endsMs: n });
    }
    let [cursor, pages, total] = [0, 0, 0];
    for (;;) {
      const page = await records.changedAfter(lane, cursor, 500, {});
      if (page.records.length === 0) break;
      expect(page.records.length).toBeLessThanOrEqual(4);
      [cursor, pages, total] = [page.cursor, pages + 1, total + page.records.length];
    }
    expect([pages, total]).toEqual([3, 10]);
    expect(await index.listClips(lane, camera, 0, 100, 500)).toHaveLength(4);
    expect((await index.readManifests(lane, camera, { n: 0, endsAfterMs: 0 }, 500)).map(({ n }) => n)).toEqual([
      0, 1, 2, 3,
    ]);
    expect((await index.readManifests(lane, camera, { n: 8, endsAfterMs: 0 }, 500)).map(({ n }) => n)).toEqual([8, 9]);
    await database.destroy();
  });
});
