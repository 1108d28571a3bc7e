// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The index at rest: all of it is there the next time, nothing of it can be read, and what was changed is noticed. */
import { decodeUtf8 } from "@nightlatch/bytes";
import { importAeadKey } from "@nightlatch/crypto/aead";
import { seededRandom } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DATABASE_NAME, openConsoleDatabase, type ConsoleDatabase } from "../store/database.ts";
import { RestSealer } from "../store/rest-sealer.ts";
import type { Segment } from "./case-index.ts";
import { CaseSearch } from "./case-search.ts";
import { IndexStore } from "./index-store.ts";

const random = seededRandom("index store");
const WORDS = "The camera at the heron pond is dark";

let database: ConsoleDatabase;
let sealer: RestSealer;

beforeEach(async () => {
  database = await openConsoleDatabase();
  sealer = new RestSealer(await importAeadKey(random(32)), random);
});

afterEach(async () => {
  database.close();
  await new Promise((resolve) => (indexedDB.deleteDatabase(DATABASE_NAME).onsuccess = resolve));
});

describe("the sealed index of cases", () => {
  it("gives ten thousand cases back in less than two seconds, and finds one by its words", async () => {
    const store = new IndexStore(database, sealer);
    for (let page = 0; page < 20; page += 1) await store.append(segmentOf(page * 500, 500));
    const startMs = performance.now();
    const index = await new IndexStore(database, sealer).load();
    expect(performance.now() - startMs).toBeLessThan(2000);
    expect(index.size).toBe(10_000);
    expect([index.casesCursor, index.messagesCursor]).toEqual([10_000, 10_000]);
    const searchMs = performance.now();
    expect(new CaseSearch().find(index, "heron 7777")).toEqual(["case 7777"]);
    expect(performance.now() - searchMs).toBeLessThan(1000);
  });

  it("holds no word that somebody with the disk could read", async () => {
    await new IndexStore(database, sealer).append(segmentOf(0, 3));
    const stored = await database.getAll("segments");
    expect(stored.map(({ sealed }) => decodeUtf8Loosely(sealed)).join("")).not.toContain("heron");
    expect(JSON.stringify(stored)).not.toContain("heron");
  });

  it("refuses a segment that was changed", async () => {
    await new IndexStore(database, sealer).append(segmentOf(0, 3));
    const [segment] = await database.getAll("segments");
    const sealed = Uint8Array.from(segment?.sealed ?? []);
    sealed[9] = (sealed[9] ?? 0) ^ 1;
    await database.put("segments", { nonce: segment?.nonce ?? sealed, sealed }, 0);
    await expect(new IndexStore(database, sealer).load()).rejects.toMatchObject({ code: "crypto.open_failed" });
  });

  it("refuses an old segment in the place of a newer one", async () => {
    const store = new IndexStore(database, sealer);
    await store.append(segmentOf(0, 3));
    await store.append(segmentOf(3, 3));
    const [old] = await database.getAll("segments");
    if (old === undefined) throw new Error("two segments are stored");
    await database.put("segments", old, 1);
    await expect(new IndexStore(database, sealer).load()).rejects.toMatchObject({ code: "crypto.open_failed" });
  });

  it("writes many small segments together, and loses none", async () => {
    const store = new IndexStore(database, sealer);
    for (let i = 0; i < 60; i += 1) await store.append(segmentOf(i, 1));
    await new IndexStore(database, sealer).load();
    expect(await database.count("segments")).toBe(1);
    const again = new IndexStore(database, sealer);
    expect((await again.load()).size).toBe(60);
    await again.append(segmentOf(60, 1));
    expect((await new IndexStore(database, sealer).load()).size).toBe(61);
  });
});

function segmentOf(from: number, count: number): Segment {
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  return {
    cases: numbers.map((i) => ({
      id: `case ${String(i)}`,
      openedAtMs: i,
      changedAtMs: i,
      isClosed: false,
      count: 1,
      key: "k".repeat(43),
    })),
    messages: numbers.map((i) => ({
      case: `case ${String(i)}`,
      n: 0,
      atMs: i,
      body: { kind: "words", text: `${WORDS}, number ${String(i)}. ${"And more of it. ".repeat(20)}` },
    })),
    casesCursor: from + count,
    messagesCursor: from + count,
  };
}

function decodeUtf8Loosely(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch {
    // What is no text holds no word either; each byte as a letter, to be sure.
    return String.fromCharCode(...bytes);
  }
}
