// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A browser that was in a household before an update still is, and has room for what is new. */
import { openDB, type IDBPDatabase } from "idb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clearVaultDatabase, DATABASE_NAME, openVaultDatabase } from "./database.ts";

const FIRST = ["identity", "membership", "entries", "boxes", "records", "evidence"] as const;
const SECOND = [...FIRST, "diaryHeads", "epochsLearned"] as const;
const LATER = ["alarmsRead", "groupNames", "rosterEntries", "rosterPlace"] as const;
const NEW = ["heldBoxes", "log", "proposalsSeen", "recordsWaiting", "releaseKey", ...LATER] as const;

const MEMBERSHIP = {
  lane: Uint8Array.of(1),
  createHash: Uint8Array.of(2),
  isPaperChecked: true,
  recordsCursor: 41,
} as const;

describe("the vault's database", () => {
  beforeEach(deleteDatabase);
  afterEach(deleteDatabase);

  it("keeps all of version 1", async () => {
    await fill(1, FIRST);
    await expectKept();
  });

  it("keeps all of version 2", async () => {
    const database = await fill(2, SECOND);
    await database.put("epochsLearned", 7, "an epoch");
    await database.put("diaryHeads", { n: 3, signed: Uint8Array.of(9) }, "a camera");
    database.close();
    await expectKept();
    const reopened = await openVaultDatabase();
    expect(await reopened.get("epochsLearned", "an epoch")).toBe(7);
    expect(await reopened.get("diaryHeads", "a camera")).toEqual({ n: 3, signed: Uint8Array.of(9) });
    reopened.close();
  });

  it("leaves nothing behind when it is cleared, of the new stores either", async () => {
    const database = await openVaultDatabase();
    for (const store of NEW) await database.put(store, 1, "this");
    await clearVaultDatabase(database);
    for (const store of database.objectStoreNames) expect(await database.count(store), store).toBe(0);
    database.close();
  });

  it("gives way to a newer version in another tab", async () => {
    await openVaultDatabase();
    const newer = await openDB(DATABASE_NAME, 99);
    expect(newer.version).toBe(99);
    newer.close();
  });

  async function fill(version: number, stores: readonly string[]): Promise<IDBPDatabase> {
    const database = await openDB(DATABASE_NAME, version, {
      upgrade(made) {
        for (const store of stores) made.createObjectStore(store);
      },
    });
    await database.put("membership", MEMBERSHIP, "this");
    await database.put("entries", Uint8Array.of(5), 0);
    await database.put("records", Uint8Array.of(6), "household/x");
    if (version === 1) database.close();
    return database;
  }

  async function expectKept(): Promise<void> {
    const database = await openVaultDatabase();
    expect(database.version).toBe(5);
    expect([...database.objectStoreNames].sort()).toEqual([...SECOND, ...NEW].sort());
    expect(await database.get("membership", "this")).toEqual(MEMBERSHIP);
    expect(await database.get("entries", 0)).toEqual(Uint8Array.of(5));
    expect(await database.get("records", "household/x")).toEqual(Uint8Array.of(6));
    for (const store of NEW) expect(await database.count(store)).toBe(0);
    database.close();
  }
});

function deleteDatabase(): Promise<void> {
  return new Promise((resolve, reject) => {
    const deleting = indexedDB.deleteDatabase(DATABASE_NAME);
    deleting.onsuccess = () => resolve();
    deleting.onerror = () => reject(new Error("the database was not deleted"));
  });
}
