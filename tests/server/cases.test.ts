// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cases at a real server: found by their id or a code, ordered, for one team, and nobody's in the tables. */
import { STAFF_SOCKET_PATH, VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { openCaseKey, openCaseMessage, sealStaffMessage } from "@nightlatch/protocol/grant";
import { createCaseKey, sealCaseKeyFor, sealHouseholdMessage, type CaseKey } from "@nightlatch/protocol/seal";
import { formatId, type CaseId } from "@nightlatch/protocol/wire";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectPeer } from "../constellation/live-peer.ts";
import { openDesk, TEAM, type Desk, type Member } from "../constellation/staffed-server.ts";
import { enrol, type HouseholdOnServer } from "../constellation/test-server.ts";

const CODE_MS = 10 * 60 * 1000;

let all: Desk & AsyncDisposable;
let home: HouseholdOnServer;

beforeAll(async () => {
  all = await openDesk();
  home = await enrol(all.desk.running.http, "with a case", all.desk.clock.nowMs());
});

afterAll(async () => {
  await all[Symbol.asyncDispose]();
});

type OpenedCase = Readonly<{ id: CaseId; text: string; key: CaseKey }>;

function words(text: string) {
  return { kind: "words", text } as const;
}

async function sealed({ id, key }: Pick<OpenedCase, "id" | "key">, n: number, text: string): Promise<string> {
  const { clock, random } = all.desk;
  const message = { case: id, n, atMs: clock.nowMs(), body: words(text) };
  return encodeBase64url(await sealHouseholdMessage(key, message, random));
}

async function boxFor({ id, key }: Pick<OpenedCase, "id" | "key">, { secrets }: Member) {
  const box = await sealCaseKeyFor(key, id, { id: secrets.id, keys: secrets.publicKeys });
  return { staff: formatId(secrets.id), box: encodeBase64url(box) };
}

async function openCase(readers: readonly Member[], first = ["The picture is dark."]): Promise<OpenedCase> {
  const { random } = all.desk;
  const opened = { id: random(16) as Uint8Array as CaseId, key: createCaseKey(random) };
  const text = formatId(opened.id);
  const boxes = await Promise.all(readers.map((reader) => boxFor(opened, reader)));
  const messages = await Promise.all(first.map((one, n) => sealed(opened, n, one)));
  await home.as.owner.call("openCase", { body: { case: text, team: TEAM, boxes, messages } });
  return { ...opened, text };
}

describe("a case", () => {
  it("is read and answered by those who hold its key", async () => {
    const { desk, support, supervisor } = all;
    const opened = await openCase([support, supervisor]);
    const { cases } = await support.session.call("listStaffCases", { query: {} });
    const found = cases.find((one) => one.case === opened.text);
    expect(found).toMatchObject({ state: "open", count: 1 });
    const key = await openCaseKey(support.secrets, opened.id, decodeBase64url(found?.box ?? ""));
    const params = { case: opened.text };
    const { messages } = await support.session.call("readStaffCaseMessages", { params, query: {} });
    const roster = await desk.roster(support);
    const first = await openCaseMessage(
      key,
      { case: opened.id, n: 0, roster },
      decodeBase64url(messages[0]?.message ?? ""),
    );
    expect(first.body).toEqual(words("The picture is dark."));
    const body = words("Is the lens clean?");
    const written = { case: opened.id, n: 1, atMs: desk.clock.nowMs(), body };
    const message = encodeBase64url(await sealStaffMessage(support.secrets, key, written, desk.random));
    await support.session.call("appendStaffMessage", { params, body: { n: 1, message } });
    const answered = await home.as.owner.call("readCaseMessages", { params, query: { from: 1 } });
    const second = await openCaseMessage(
      opened.key,
      { case: opened.id, n: 1, roster },
      decodeBase64url(answered.messages[0]?.message ?? ""),
    );
    expect([second.from, second.body]).toEqual([{ kind: "staff", staff: support.secrets.id }, body]);
  });

  it("takes one message a number, the same again, and none once it is closed", async () => {
    const { support } = all;
    const opened = await openCase([support], []);
    const params = { case: opened.text };
    const message = await sealed(opened, 0, "one");
    const append = (n: number, text: string, closes = false) =>
      home.as.member.call("appendCaseMessage", { params, body: { n, message: text, closes } });
    expect(await append(0, message)).toEqual({ n: 0 });
    expect(await append(0, message)).toEqual({ n: 0 });
    const other = await sealed(opened, 0, "other");
    await expect(append(0, other)).rejects.toMatchObject({ code: "case.conflict", status: 409 });
    await expect(append(2, other)).rejects.toMatchObject({ code: "case.conflict" });
    await append(1, await sealed(opened, 1, "thank you"), true);
    await expect(append(2, other)).rejects.toMatchObject({ code: "case.closed" });
    await expect(
      support.session.call("appendStaffMessage", { params, body: { n: 2, message: other } }),
    ).rejects.toMatchObject({ code: "case.closed" });
    const { cases } = await home.as.owner.call("readCaseStates", {
      body: { cases: [opened.text, formatId(home.state.lane)] },
    });
    expect(cases).toMatchObject([{ case: opened.text, state: "closed", count: 2 }]);
  });

  it("is opened once, alike for an answer that got lost, and not under a taken id", async () => {
    const opened = await openCase([all.support]);
    const body = { case: opened.text, team: TEAM, boxes: [], messages: [await sealed(opened, 0, "another")] };
    await expect(home.as.owner.call("openCase", { body })).rejects.toMatchObject({ code: "case.exists" });
    const { messages } = await home.as.owner.call("readCaseMessages", { params: { case: opened.text }, query: {} });
    const same = { ...body, messages: messages.map(({ message }) => message) };
    expect(await home.as.owner.call("openCase", { body: same })).toEqual({ count: 1 });
  });

  it("gives its key to nobody outside the team's support", async () => {
    const { officers, support, supervisor, colleague } = all;
    const opened = await openCase([support]);
    const params = { case: opened.text };
    const stranger = await all.desk.newMember();
    for (const member of [officers[0], stranger]) {
      const boxes = [await boxFor(opened, member)];
      await expect(home.as.owner.call("putCaseBoxes", { params, body: { boxes } })).rejects.toMatchObject({
        code: "case.refused",
      });
    }
    const twice = [await boxFor(opened, support), await boxFor(opened, support)];
    await expect(home.as.owner.call("putCaseBoxes", { params, body: { boxes: twice } })).rejects.toMatchObject({
      code: "case.refused",
    });
    expect((await supervisor.session.call("readStaffCase", { params })).box).toBeNull();
    await home.as.owner.call("putCaseBoxes", { params, body: { boxes: [await boxFor(opened, supervisor)] } });
    expect((await supervisor.session.call("readStaffCase", { params })).box).not.toBeNull();
    await support.session.call("putStaffCaseBoxes", { params, body: { boxes: [await boxFor(opened, colleague)] } });
    expect((await colleague.session.call("readStaffCase", { params })).box).not.toBeNull();
  });

  it("is nobody's who does not know its id, and no hub's or guest's business", async () => {
    const params = { case: formatId(all.desk.random(16) as Uint8Array as CaseId) };
    await expect(home.as.owner.call("readCaseMessages", { params, query: {} })).rejects.toMatchObject({
      code: "case.unknown",
    });
    await expect(all.support.session.call("readStaffCase", { params })).rejects.toMatchObject({ code: "case.unknown" });
    for (const device of [home.as.hub, home.as.paper]) {
      await expect(device.call("readCaseMessages", { params, query: {} })).rejects.toMatchObject({
        code: "access.denied",
      });
    }
  });

  it("leads to no household: no row of any table holds both", async () => {
    const opened = await openCase([all.support]);
    await home.as.owner.call("createCaseCode", { params: { case: opened.text } });
    using database = new DatabaseSync(join(all.desk.running.dataDir, "server.sqlite"), { readOnly: true });
    const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
    const rows = tables.flatMap(({ name }) => database.prepare(`select * from "${String(name)}"`).all());
    const withCase = rows.filter((row) => Object.values(row).includes(opened.text));
    expect(withCase.length).toBeGreaterThan(1);
    const ids = [home.state.lane, home.owner.id, home.member.id, home.hub.id].map(formatId);
    expect(withCase.filter((row) => ids.some((id) => Object.values(row).includes(id)))).toEqual([]);
  });
});

describe("a code that is read out", () => {
  it("finds its case once, for the team, until its time", async () => {
    const { support, colleague, desk } = all;
    const opened = await openCase([support]);
    const params = { case: opened.text };
    const { code, expiresAtMs } = await home.as.owner.call("createCaseCode", { params });
    expect(code).toMatch(/^\d{8}$/u);
    expect(expiresAtMs - desk.clock.nowMs()).toBeLessThanOrEqual(CODE_MS);
    expect(await support.session.call("redeemCaseCode", { body: { code } })).toEqual({ case: opened.text });
    const again = colleague.session.call("redeemCaseCode", { body: { code } });
    await expect(again).rejects.toMatchObject({ code: "case.wrong_code" });
    const late = await home.as.owner.call("createCaseCode", { params });
    desk.clock.pass(CODE_MS);
    await support.session.signIn();
    const tooLate = support.session.call("redeemCaseCode", { body: { code: late.code } });
    await expect(tooLate).rejects.toMatchObject({ code: "case.wrong_code" });
  });

  it("is replaced by the next one of its case", async () => {
    const opened = await openCase([all.support]);
    const params = { case: opened.text };
    const first = await home.as.owner.call("createCaseCode", { params });
    const second = await home.as.owner.call("createCaseCode", { params });
    const stale = all.support.session.call("redeemCaseCode", { body: { code: first.code } });
    await expect(stale).rejects.toMatchObject({ code: "case.wrong_code" });
    const body = { code: second.code };
    expect(await all.support.session.call("redeemCaseCode", { body })).toEqual({ case: opened.text });
  });

  it("is not found by trying: after sixty wrong ones in an hour nobody listens", async () => {
    const { colleague } = all;
    // A fresh hour, in which nobody has tried yet.
    all.desk.clock.pass(60 * 60 * 1000);
    await colleague.session.signIn();
    const tried: unknown[] = [];
    for (let i = 0; i < 61; i += 1) {
      const body = { code: String(i).padStart(8, "0") };
      tried.push(await colleague.session.call("redeemCaseCode", { body }).catch((error: unknown) => error));
    }
    expect(tried.at(-2)).toMatchObject({ code: "case.wrong_code" });
    expect(tried.at(-1)).toMatchObject({ code: "rate.limited" });
  });
});

describe("news of a case", () => {
  it("reaches the household that follows it and the team, and says nothing but that", async () => {
    const { desk, support, officers } = all;
    await support.session.signIn();
    for (const { session } of officers) await session.signIn();
    const opened = await openCase([support]);
    // An hour went by: this call signs in anew.
    await home.as.member.call("readCaseStates", { body: { cases: [opened.text] } });
    const follower = await connectPeer(desk.running.server.url, VIEWER_SOCKET_PATH, home.as.member);
    follower.say({ type: "follow-cases", cases: [opened.text] });
    const staff = await connectPeer(desk.staffUrl, STAFF_SOCKET_PATH, support.session);
    const officer = await connectPeer(desk.staffUrl, STAFF_SOCKET_PATH, officers[0].session);
    const params = { case: opened.text };
    for (let n = 1; follower.heard("case-changed") === undefined; n += 1) {
      // Until the server has heard whom it follows.
      await home.as.owner.call("appendCaseMessage", { params, body: { n, message: await sealed(opened, n, "more") } });
    }
    await staff.until(() => staff.heard("cases-changed") !== undefined);
    expect(follower.heard("case-changed")).toEqual({ type: "case-changed", case: opened.text });
    expect(staff.heard("cases-changed")).toEqual({ type: "cases-changed" });
    // An officer is of another team: it hears of the roster alone.
    await desk.change({ type: "extend", staff: support.secrets.id, endMs: 9e12 }, officers);
    await officer.until(() => officer.heard("roster-changed") !== undefined);
    expect(officer.heard("cases-changed")).toBeUndefined();
    for (const peer of [follower, staff, officer]) peer.socket.close();
  });
});
