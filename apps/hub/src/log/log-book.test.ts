// SPDX-License-Identifier: AGPL-3.0-or-later
import { LoggedHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import { judgeEvidence, encodeEvidence } from "@nightlatch/protocol/log";
import { activeDevice } from "@nightlatch/protocol/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FactTable } from "../store/fact-table.ts";
import { IN_MEMORY, openDatabase, type HubDatabase } from "../store/open-database.ts";
import { LogBook } from "./log-book.ts";
import { ShownLog } from "./shown-log.fixture.ts";

let home: LoggedHousehold;
let database: HubDatabase;
let shown: ShownLog;
/** Up to which entry this hub has the ledger. */
let hasSeq: number;

beforeEach(async () => {
  home = await LoggedHousehold.create("log book");
  database = openDatabase(IN_MEMORY);
  shown = new ShownLog(home);
  hasSeq = home.state.seq;
});

afterEach(() => database.close());

describe("a hub's view of the public log", () => {
  it("proves who is in, and remembers it over a restart", async () => {
    const member = await home.addMember();
    hasSeq = home.state.seq;
    const device = activeDevice(home.state, member.id);
    if (device === undefined) throw new Error("the member is in");
    expect(book().isProved(device)).toBe(false);
    expect(await synced()).toEqual({ kind: "followed", isNew: true });
    expect(book().isProved(device)).toBe(true);
    // Its hub was proved by the log alone. From now on that hub's word is asked for, and is there.
    expect(await synced()).toEqual({ kind: "followed", isNew: true });
    expect(await synced()).toEqual({ kind: "followed", isNew: false });
  });

  it("proves nobody by a log that no hub of the household signed", async () => {
    await synced();
    const member = await home.addMember();
    hasSeq = home.state.seq;
    shown.answer = (from) => home.answerWith(from, []);
    await synced();
    const device = activeDevice(home.state, member.id);
    if (device === undefined) throw new Error("the member is in");
    expect(book().isProved(device)).toBe(false);
  });

  it("stops at a smaller log than it saw, with the evidence", async () => {
    await synced();
    shown.answer = () => home.answer(0, TEST_NOW_MS + 60_000, home.log.size - 1);
    const news = await synced();
    expect(news).toMatchObject({ kind: "stopped", evidence: { code: "transparency.rollback" } });
    if (news.kind !== "stopped") throw new Error("stopped");
    expect(judgeEvidence(encodeEvidence(news.evidence))).toMatchObject({ kind: "proves" });
  });

  it("stops at another log of the same size", async () => {
    const branch = home.copy();
    await home.logHead();
    await branch.logHead();
    await synced();
    shown.home = branch;
    expect(await synced()).toMatchObject({ kind: "stopped", evidence: { code: "transparency.fork" } });
  });

  it("says when the log holds an entry that this hub was not shown", async () => {
    await home.addMember();
    expect(await synced()).toMatchObject({ kind: "behind", evidence: { code: "ledger.withheld" } });
  });

  it("believes nothing that the log did not sign", async () => {
    const other = await LoggedHousehold.create("elsewhere");
    shown.answer = async (from) => ({ ...(await home.answer(from)), checkpoint: new Uint8Array(40) });
    await expect(synced()).rejects.toMatchObject({ code: "transparency.malformed" });
    shown.home = other;
    expect(book().view.size).toBe(0);
  });
});

function book(): LogBook {
  const ledger = () => home.ledger(hasSeq);
  return new LogBook({
    session: shown.session,
    facts: new FactTable(database),
    ledger,
    nowMs: () => TEST_NOW_MS,
    vouchedSeq: -1,
  });
}

function synced() {
  return book().sync();
}
