// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The roster as a console follows it: once, in order, never back, and no other operator's. */
import { encodeBase64url, encodeUtf8 } from "@nightlatch/bytes";
import { staffFromSeed, draftRosterEntry, signRosterEntry, type StaffSecrets } from "@nightlatch/protocol/grant";
import { encodeSignedRosterEntry, MIN_ROSTER_WAIT_MS, rosterHeadOf, type OperatorId } from "@nightlatch/protocol/wire";
import { seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StaffCall } from "../server/staff-calls.ts";
import { DATABASE_NAME, openConsoleDatabase, type ConsoleDatabase } from "../store/database.ts";
import { RosterBook } from "./roster-book.ts";

const random = seededRandom("roster book");
const operator = random(16) as Uint8Array as OperatorId;
const other = random(16) as Uint8Array as OperatorId;

let database: ConsoleDatabase;
let first: Uint8Array;

beforeEach(async () => {
  first = await foundedBy([await staffFromSeed(random(32)), await staffFromSeed(random(32))]);
  database = await openConsoleDatabase();
});

afterEach(async () => {
  database.close();
  await new Promise((resolve) => (indexedDB.deleteDatabase(DATABASE_NAME).onsuccess = resolve));
});

describe("the roster that a console follows", () => {
  it("takes in an entry once, however many read at the same time", async () => {
    const book = await RosterBook.open(database);
    const call = serving([first]);
    const news = await Promise.all([book.follow(call, operator), book.follow(call, operator)]);
    expect(news).toEqual([true, false]);
    expect(book.entries).toHaveLength(1);
  });

  it("is there the next time, judged again", async () => {
    await (await RosterBook.open(database)).follow(serving([first]), operator);
    expect((await RosterBook.open(database)).state?.name).toBe("Lark Support");
  });

  it("is never followed back", async () => {
    const book = await RosterBook.open(database);
    await book.follow(serving([first]), operator);
    await expect(book.follow(serving([], -1), operator)).rejects.toMatchObject({ code: "roster.rollback" });
    expect(book.state?.seq).toBe(0);
  });

  it("is not another operator's, and keeps nothing of that one", async () => {
    const book = await RosterBook.open(database);
    await expect(book.follow(serving([first]), other)).rejects.toMatchObject({ code: "roster.wrong_operator" });
    expect(book.state).toBeUndefined();
    expect(await database.count("roster")).toBe(0);
  });

  it("stops at an entry that nobody signed", async () => {
    const forged = Uint8Array.from(first);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const book = await RosterBook.open(database);
    await expect(book.follow(serving([forged]), operator)).rejects.toMatchObject({ code: "roster.bad_signature" });
    expect(await database.count("roster")).toBe(0);
  });

  it("is not taken from storage that somebody changed", async () => {
    const forged = Uint8Array.from(first);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    await database.put("roster", forged, 0);
    await expect(RosterBook.open(database)).rejects.toMatchObject({ code: "roster.bad_signature" });
  });
});

/** A server that shows these entries from the wanted one on. */
function serving(entries: readonly Uint8Array[], seq = entries.length - 1): StaffCall {
  const call = (_name: string, { query }: Readonly<{ query: Readonly<{ from?: number }> }>) =>
    Promise.resolve({
      entries: entries.slice(query.from).map(encodeBase64url),
      seq,
      head: encodeBase64url(entries[0] === undefined ? encodeUtf8("") : rosterHeadOf(entries[0])),
    });
  return call as unknown as StaffCall;
}

async function foundedBy(officers: readonly StaffSecrets[]): Promise<Uint8Array> {
  const staff = officers.map((officer, i) => ({
    keys: officer.publicKeys,
    credential: { id: Uint8Array.of(i + 1), key: Uint8Array.of(i + 1) },
    role: "officer" as const,
    team: "Officers",
    name: `Officer ${String(i)}`,
    endMs: TEST_NOW_MS + 1e10,
  }));
  const laneKey = (await staffFromSeed(random(32))).publicKeys.ledger;
  const body = { type: "found", name: "Lark Support", waitMs: MIN_ROSTER_WAIT_MS, laneKey, staff } as const;
  const bytes = draftRosterEntry({ operator, body, nowMs: TEST_NOW_MS, random });
  const signatures = await Promise.all(officers.map((officer) => signRosterEntry(officer, bytes)));
  return encodeSignedRosterEntry({ bytes, signatures });
}
