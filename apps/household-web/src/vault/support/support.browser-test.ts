// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a household's browser signs, seals and shows of the operator's support, with real storage and a real log. */
import { decodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { openCaseKey, openCaseMessage, openGrantedClip, signFetchReceipt } from "@nightlatch/protocol/grant";
import { parseId, type CaseId, type ClipId } from "@nightlatch/protocol/wire";
import { TestOperator } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clearVaultDatabase } from "../store/database.ts";
import { storedRoster } from "../store/stored-roster.ts";
import { readAccesses, readOpenAccesses } from "./access-views.ts";
import { allowAsked, judgeAsked, judgeWish, refuseAsked } from "./answer-request.ts";
import { readDesk, readThread } from "./case-views.ts";
import { openCase } from "./open-case.ts";
import { releaseWhatIsGranted } from "./release-granted.ts";
import { gone, StaffedHome } from "./staffed-home.fixture.ts";

const HOUR_MS = 3_600_000;
const NEW_CASE = { team: "Help desk", words: "The front door is dark.", figures: [["Cameras", "1"]] } as const;

let staffed: StaffedHome;
let id: string;

beforeEach(async () => {
  staffed = await StaffedHome.found("support");
  id = await openCase(staffed.deps, NEW_CASE);
});

afterEach(async () => {
  staffed.home.close();
  await clearVaultDatabase(staffed.home.database);
  staffed.home.database.close();
});

describe("a case", () => {
  it("is read by the team's staff, and by nobody who holds the server", async () => {
    const { support, desk } = staffed;
    const stored = staffed.cases.get(id);
    const box = decodeBase64url([...(stored?.boxes.values() ?? [])].at(-1) ?? "");
    const place = { case: parseId<CaseId>(id), n: 0, roster: desk.operator.state };
    const key = await openCaseKey(support, place.case, box);
    const sealed = decodeBase64url(stored?.messages[0] ?? "");
    expect((await openCaseMessage(key, place, sealed)).body).toEqual({ kind: "words", text: NEW_CASE.words });
    expect(new TextDecoder().decode(sealed)).not.toContain("dark");
  });

  it("is there again in another tab, with what staff wrote", async () => {
    await staffed.say(id, { kind: "words", text: "May I look?" });
    await staffed.home.reload();
    staffed.serve();
    const { messages } = await readThread(staffed.deps, id);
    expect(messages.map(({ staff, body }) => [staff?.name, body.kind])).toEqual([
      [undefined, "words"],
      [undefined, "health"],
      ["Sam", "words"],
    ]);
  });

  it("opens with no team in which nobody works", async () => {
    await expect(openCase(staffed.deps, { ...NEW_CASE, team: "Nobody" })).rejects.toMatchObject({
      code: "support.nobody_works",
    });
  });

  it("hides no other message behind one that the server bent", async () => {
    const stored = staffed.cases.get(id);
    stored?.messages.splice(0, 1, stored.messages[1] ?? "");
    const { messages } = await readThread(staffed.deps, id);
    expect(messages.map(({ body }) => body.kind)).toEqual(["unreadable", "health"]);
  });

  it("does not exist where the server has no operator", async () => {
    staffed.home.server.session = { call: () => Promise.reject(gone("route.unknown")) };
    expect(await readDesk(staffed.deps)).toBeUndefined();
  });
});

describe("a request", () => {
  it("is shown with who asks, once the public log names them", async () => {
    const n = await staffed.ask(id);
    const { staff, request } = await judgeAsked(staffed.deps, { case: id, n });
    expect([staff.name, request.purpose]).toEqual(["Sam", "picture_quality"]);
  });

  it.each([
    ["of 12 hours ago", "grant.expired", (home: StaffedHome) => home.ask(id, { atMs: home.home.nowMs - 12 * HOUR_MS })],
    [
      "of another case",
      "grant.bad_request",
      (home: StaffedHome) => home.ask(id, { case: home.home.random(16) as Uint8Array as CaseId }),
    ],
  ] as const)("%s is not signed", async (_name, code, ask) => {
    const n = await ask(staffed);
    await expect(judgeAsked(staffed.deps, { case: id, n })).rejects.toMatchObject({ code });
  });

  it("of somebody who was suspended meanwhile is not signed", async () => {
    const n = await staffed.ask(id);
    const { operator } = staffed.desk;
    const entry = await operator.take({ type: "suspend", staff: staffed.support.id }, staffed.home.nowMs);
    await staffed.desk.append("roster", entry);
    await expect(judgeAsked(staffed.deps, { case: id, n })).rejects.toMatchObject({ code: "grant.not_working" });
  });

  it("is not signed under another operator's roster than the one that this browser saw first", async () => {
    const n = await staffed.ask(id);
    await judgeAsked(staffed.deps, { case: id, n });
    const other = await TestOperator.create("another company");
    await staffed.desk.append("roster", other.entries[0] ?? new Uint8Array(), other.states[0]?.head);
    await expect(judgeAsked(staffed.deps, { case: id, n })).rejects.toMatchObject({ code: "support.other_roster" });
  });

  it("is not signed while the hub vouches for nothing", async () => {
    const [n, clip] = [await staffed.ask(id), await staffed.record()];
    staffed.home.isHubOn = false;
    staffed.home.growLog();
    await expect(allow(n, [clip])).rejects.toMatchObject({ code: "grant.roster_not_logged" });
    expect(staffed.home.state.grants.size).toBe(0);
  });

  it("is not signed for longer than was asked", async () => {
    const [n, clip] = [await staffed.ask(id), await staffed.record()];
    await expect(allow(n, [clip], 61)).rejects.toMatchObject({ code: "protocol.not_allowed" });
  });

  it("that was refused is a no in the case, and no entry", async () => {
    const n = await staffed.ask(id);
    const { seq } = staffed.home.state;
    await refuseAsked(staffed.deps, { case: id, n });
    expect(staffed.home.state.seq).toBe(seq);
    expect(await requestState(n)).toBe("refused");
  });

  it("that no case holds is confirmed for no other owner", async () => {
    const request = staffed.home.random(32) as Uint8Array as Hash;
    await expect(judgeWish(staffed.deps, { request })).rejects.toMatchObject({ code: "support.unknown_request" });
  });

  it("that was allowed twice, since the first answer was lost, is one grant", async () => {
    const [n, clip] = [await staffed.ask(id), await staffed.record()];
    const first = await allow(n, [clip]);
    expect(equalBytes(await allow(n, [clip]), first)).toBe(true);
    expect(staffed.home.state.grants.size).toBe(1);
    expect(await requestState(n)).toBe("given");
  });
});

describe("recordings that were granted", () => {
  let clip: string;
  let grant: Hash;

  beforeEach(async () => {
    clip = await staffed.record();
    grant = (await allow(await staffed.ask(id), [clip])) as Hash;
    await staffed.home.household.refresh();
  });

  it("stay closed until the staff accepted", async () => {
    expect(await releaseWhatIsGranted(staffed.deps)).toBe(false);
    expect(staffed.grantBoxes).toEqual([]);
  });

  it("are opened by that staff device once its acceptance is in the log, and by the next news alone", async () => {
    await staffed.accept(grant);
    await staffed.home.household.refresh();
    const [boxes] = staffed.grantBoxes;
    const clipId = parseId<ClipId>(clip);
    const granted = await openGrantedClip(staffed.support, {
      grant,
      opening: staffed.openings.get(clip) ?? new Uint8Array(),
      box: boxes?.[0] ?? new Uint8Array(),
    });
    expect(granted.header.clip).toEqual(clipId);
    expect(granted.tracks).not.toContain(2);
  });

  it("stay closed for an acceptance that the log does not hold", async () => {
    staffed.shownItems = staffed.desk.items.length;
    await staffed.accept(grant);
    expect(await releaseWhatIsGranted(staffed.deps)).toBe(false);
  });

  it("stay closed for other minutes than were granted", async () => {
    await staffed.accept(grant, { minutes: 5 });
    expect(await releaseWhatIsGranted(staffed.deps)).toBe(false);
  });

  it("are handed over once, though asked for again after a restart", async () => {
    await staffed.accept(grant);
    await staffed.home.household.refresh();
    expect(staffed.grantBoxes.length).toBe(1);
    await staffed.home.reload();
    staffed.serve();
    expect(await releaseWhatIsGranted(staffed.deps)).toBe(false);
    expect(staffed.grantBoxes).toEqual([]);
  });

  it("of which one was deleted are handed over without it", async () => {
    const other = await staffed.record();
    const both = (await allow(await staffed.ask(id, { words: "And this one?" }), [clip, other])) as Hash;
    staffed.clips.delete(clip);
    await staffed.home.household.refresh();
    await staffed.accept(both);
    expect(await releaseWhatIsGranted(staffed.deps)).toBe(true);
    expect(staffed.grantBoxes[0]?.length).toBe(1);
  });

  it("are told with each signed fetch, and without what nobody of the staff signed", async () => {
    const { operator } = staffed.desk;
    const receipt = { operator: operator.state.operator, grant, clip: parseId<ClipId>(clip), atMs: 1 };
    staffed.fetches.push(await signFetchReceipt(staffed.support, receipt));
    staffed.fetches.push(await signFetchReceipt(operator.supervisor, receipt));
    const { accesses, problem } = await readAccesses(staffed.deps);
    expect(accesses.map(({ staff, fetches }) => [staff.name, fetches])).toEqual([["Sam", [{ clip, atMs: 1 }]]]);
    expect(problem?.code).toBe("support.bad_receipt");
  });

  it("are known to be open without any server, until their time is over", async () => {
    staffed.home.server.session = { call: () => Promise.reject(gone("client.unreachable")) };
    expect((await readOpenAccesses(staffed.deps)).map(({ staff }) => staff.team)).toEqual(["Help desk"]);
    staffed.home.nowMs += HOUR_MS;
    expect(await readOpenAccesses(staffed.deps)).toEqual([]);
  });
});

it("takes the operator's roster in once, in whichever tab", async () => {
  const stores = staffed.home.household.parts.stores;
  await readDesk(staffed.deps);
  await staffed.home.open();
  staffed.serve();
  await readDesk(staffed.deps);
  expect((await storedRoster(stores).read()).entries.length).toBe(3);
});

function allow(n: number, clips: readonly string[], minutes = 60): Promise<Uint8Array> {
  return allowAsked(staffed.deps, { case: id, n, clips, minutes, sound: false });
}

async function requestState(n: number) {
  const { messages } = await readThread(staffed.deps, id);
  const body = messages.find((message) => message.n === n)?.body;
  return body?.kind === "request" ? body.request.state : undefined;
}
