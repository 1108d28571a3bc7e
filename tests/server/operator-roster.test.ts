// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The roster at a real server: founded by its officers alone, changed by two, in public, and still there after a restart. */
import { readProvedItem } from "@nightlatch/api-client";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { signerFromSeed, type VerifyKey } from "@nightlatch/crypto/signature";
import { draftRosterEntry, signRosterEntry } from "@nightlatch/protocol/grant";
import { findLogged } from "@nightlatch/protocol/log";
import {
  decodeLaneLeaf,
  decodeOperatorItem,
  formatId,
  logLaneOf,
  operatorItemCommitment,
  verifyLane,
} from "@nightlatch/protocol/wire";
import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { LoggedHome } from "../constellation/logged-home.ts";
import { logOfSize } from "../constellation/log-reader.ts";
import { openDesk, StaffedServer, STAFF_ORIGIN } from "../constellation/staffed-server.ts";
import { startTestServer } from "../constellation/test-server.ts";

const HOUR_MS = 60 * 60 * 1000;

describe("a server without an operator", () => {
  it("has no route that speaks of one", async () => {
    await using running = await startTestServer();
    const { http } = running;
    expect(running.server.staffUrl).toBeUndefined();
    for (const call of ["readOperator", "readAccessCount"] as const) {
      await expect(http.call(call, {})).rejects.toMatchObject({ code: "route.unknown" });
    }
    expect((await fetch(`${running.server.url}/public/access`)).status).toBe(404);
    expect((await fetch(`${running.server.url}/v1/staff/console`)).status).toBe(404);
  });
});

describe("a roster's beginning", () => {
  it("takes every officer's signature, of the prepared entry alone", async () => {
    await using desk = await StaffedServer.start();
    const [anna, otto, stranger] = [await desk.newMember(), await desk.newMember(), await desk.newMember()];
    expect(await desk.staff.call("readConsole", {})).toEqual({ rpId: "localhost", operator: null, founding: null });
    await expect(desk.signFounding(anna, new Uint8Array(8))).rejects.toMatchObject({ code: "operator.unknown" });
    const entry = await desk.prepare([anna, otto]);
    await expect(desk.signFounding(stranger, entry)).rejects.toMatchObject({ code: "roster.bad_signature" });
    await expect(desk.signFounding(anna, Uint8Array.of(...entry, 0))).rejects.toMatchObject({
      code: "roster.bad_signature",
    });
    expect(await desk.signFounding(anna, entry)).toBe(false);
    expect(await desk.signFounding(anna, entry)).toBe(false);
    const { founding } = await desk.staff.call("readConsole", {});
    expect(founding).toEqual({ entry: encodeBase64url(entry), signers: [formatId(anna.secrets.id)] });
    await expect(anna.session.signIn()).rejects.toMatchObject({ code: "session.refused" });
    expect(await desk.signFounding(otto, entry)).toBe(true);
    await anna.session.signIn();
    expect((await desk.roster(anna)).name).toBe("Lark Support");
    await expect(desk.signFounding(otto, entry)).rejects.toMatchObject({ code: "operator.unknown" });
  });

  it("does not begin on another server's lane key", async () => {
    await using desk = await StaffedServer.start();
    const officers = [await desk.newMember(), await desk.newMember()];
    const entry = await desk.prepare(officers, { laneKey: signerFromSeed(desk.random(32)).publicKey });
    for (const officer of officers) {
      await expect(desk.signFounding(officer, entry)).rejects.toMatchObject({ code: "server.bug" });
    }
  });
});

describe("a change of the roster", () => {
  it("waits for the second officer, whom it is shown, and then counts", async () => {
    await using all = await openDesk();
    const { desk, officers } = all;
    const [anna, otto] = officers;
    const newcomer = await desk.newMember();
    const before = await desk.roster(anna);
    const staff = desk.staffOf(newcomer, "support", "Ida");
    const entry = draftRosterEntry({
      roster: before,
      body: { type: "enrol", staff },
      nowMs: desk.clock.nowMs(),
      random: desk.random,
    });
    expect(await desk.signEntry(entry, [anna, anna])).toEqual({ state: "waiting", signatures: 1 });
    const { drafts } = await otto.session.call("readRosterDrafts", {});
    expect(drafts).toMatchObject([{ entry: encodeBase64url(entry), signers: [formatId(anna.secrets.id)] }]);
    expect((await desk.roster(anna)).seq).toBe(before.seq);
    expect(await desk.signEntry(entry, [otto])).toEqual({ state: "appended", signatures: 2 });
    expect((await desk.roster(anna)).seq).toBe(before.seq + 1);
    expect((await otto.session.call("readRosterDrafts", {})).drafts).toEqual([]);
    // Its key works only after the wait that everyone could see.
    await expect(newcomer.session.signIn()).rejects.toMatchObject({ code: "session.refused" });
  });

  it("is not taken from whoever may not make it", async () => {
    await using all = await openDesk();
    const { desk, officers, supervisor, support } = all;
    const [anna, otto] = officers;
    const id = support.secrets.id;
    await expect(desk.change({ type: "suspend", staff: id }, [support])).rejects.toMatchObject({
      code: "access.denied",
    });
    await expect(desk.change({ type: "end", staff: id }, [supervisor])).rejects.toMatchObject({
      code: "roster.bad_signature",
    });
    const entry = draftRosterEntry({
      roster: await desk.roster(anna),
      body: { type: "restore", staff: id },
      nowMs: desk.clock.nowMs(),
      random: desk.random,
    });
    const { signature } = await signRosterEntry(support.secrets, entry);
    const forged = { entry: encodeBase64url(entry), signature: encodeBase64url(signature) };
    await expect(anna.session.call("signRosterEntry", { body: forged })).rejects.toMatchObject({
      code: "roster.bad_signature",
    });
    await desk.signEntry(entry, [anna]);
    await expect(desk.signEntry(entry, [otto])).rejects.toMatchObject({ code: "roster.malformed" });
  });

  it("is not taken when its time is another, or the roster went on", async () => {
    await using all = await openDesk();
    const { desk, officers } = all;
    const [anna, otto] = officers;
    const roster = await desk.roster(anna);
    const body = { type: "end", staff: all.colleague.secrets.id } as const;
    const draft = (nowMs: number) => draftRosterEntry({ roster, body, nowMs, random: desk.random });
    for (const nowMs of [desk.clock.nowMs() - 2 * HOUR_MS, desk.clock.nowMs() + HOUR_MS]) {
      await expect(desk.signEntry(draft(nowMs), [anna])).rejects.toMatchObject({ code: "roster.wrong_time" });
    }
    const late = draft(desk.clock.nowMs());
    await desk.change({ type: "suspend", staff: all.support.secrets.id }, [otto]);
    await expect(desk.signEntry(late, [anna])).rejects.toMatchObject({ code: "roster.conflict" });
  });

  it("is forgotten when it waited too long, or was taken back", async () => {
    await using all = await openDesk();
    const { desk, officers } = all;
    const [anna, otto] = officers;
    const body = { type: "extend", staff: all.support.secrets.id, endMs: 9_000_000_000_000 } as const;
    await desk.change(body, [anna]);
    const { drafts } = await otto.session.call("readRosterDrafts", {});
    await otto.session.call("deleteRosterDraft", { params: { draft: drafts[0]?.draft ?? "" } });
    expect((await anna.session.call("readRosterDrafts", {})).drafts).toEqual([]);
    await desk.change(body, [anna]);
    desk.clock.pass(HOUR_MS + 1);
    for (const { session } of officers) await session.signIn();
    expect((await anna.session.call("readRosterDrafts", {})).drafts).toEqual([]);
  });
});

describe("the operator's lane", () => {
  it("shows every entry in the log, in a lane of its own, to anyone", async () => {
    await using all = await openDesk();
    const { running } = all.desk;
    await logOfSize(running.server.url, 4);
    const { laneKey, lane, size } = await running.http.call("readOperator", {});
    const { items, leaves } = await running.http.call("readOperatorItems", { query: {} });
    expect([size, items.length, leaves.length]).toEqual([4, 4, 4]);
    const key = decodeBase64url(laneKey) as VerifyKey;
    expect(encodeBase64url(logLaneOf("staff", key))).toBe(lane);
    expect(verifyLane("staff", key, leaves.map(decodeBase64url))).toMatchObject({ kind: "linear" });
    for (const [i, text] of items.entries()) {
      const item = decodeBase64url(text);
      expect(decodeOperatorItem(item).kind).toBe("roster");
      expect(decodeLaneLeaf(decodeBase64url(leaves[i] ?? "")).commitment).toEqual(operatorItemCommitment(item));
    }
    expect((await running.http.call("readOperatorItems", { query: { from: 3 } })).items).toEqual(items.slice(3));
    const { rosterChanges } = await running.http.call("readAccessCount", {});
    expect(rosterChanges.map(({ type }) => type)).toEqual(["found", "enrol", "enrol", "enrol"]);
  });

  it("proves an item to a household, in the checkpoint that the household believes", async () => {
    await using all = await openDesk();
    const { desk, officers } = all;
    const { http, server } = desk.running;
    const home = await LoggedHome.found(http, server.url, "asks for a proof", desk.clock.nowMs());
    await home.untilLogged();
    const roster = await desk.roster(officers[0]);
    const newest = await readProvedItem(home.session, { from: 0 });
    const followed = await home.follow(undefined, desk.clock.nowMs());
    if (newest === undefined || followed.kind !== "followed") throw new Error("all of it is logged");
    const again = await readProvedItem(home.session, { from: followed.view.size, slot: roster.seq });
    const found = findLogged(again?.shown ?? newest.shown, roster, followed.view);
    expect(found).toMatchObject({ kind: "roster", slot: roster.seq, roster: roster.head });
    expect(await readProvedItem(home.session, { from: 0, slot: roster.seq + 1 })).toBeUndefined();
    const bent = { ...newest.shown, item: newest.shown.item.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) };
    expect(findLogged(bent, roster, followed.view)).toBeUndefined();
  });

  it("goes on after a restart, and not under another key", async () => {
    await using all = await openDesk();
    const { desk, officers } = all;
    const { dataDir, server } = desk.running;
    const before = await desk.roster(officers[0]);
    await server.close();
    const operator = { port: 0, origin: STAFF_ORIGIN };
    {
      await using again = await StaffedServer.start({ dataDir, operator }, desk.clock);
      const anna = await again.memberAgain(officers[0]);
      expect((await again.roster(anna)).head).toEqual(before.head);
    }
    await rm(`${dataDir}/operator.key`);
    await expect(StaffedServer.start({ dataDir, operator }, desk.clock)).rejects.toMatchObject({
      code: "config.log_contradicts",
    });
  });
});
