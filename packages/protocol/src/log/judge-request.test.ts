// SPDX-License-Identifier: AGPL-3.0-or-later
import type { CaseId } from "../wire/index.ts";
import { GrantScene, LoggedOperator, TEST_FOUNDED_MS, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { signGrant } from "../keys/index.ts";
import { REQUEST_LASTS_MS } from "../wire/index.ts";
import { judgeRequest } from "./judge-request.ts";

const MINUTE_MS = 60_000;

const refused = (code: string) => ({ kind: "refused", code });

describe("a household's device that is asked for footage", () => {
  it("says who asks and for what, of a request that the support signed in this case", async () => {
    const scene = await GrantScene.create("good request");
    const good = judgeRequest(await scene.request(), scene.caseId, await scene.place());
    expect(good).toMatchObject({
      kind: "good",
      request: { words: "Why is it dark?", minutes: 60 },
      staff: { name: "Sam", team: "Help desk", role: "support" },
    });
  });

  it("believes no roster whose newest item is in no witnessed log", async () => {
    const scene = await GrantScene.create("unwitnessed");
    const place = await scene.place(TEST_NOW_MS, []);
    expect(judgeRequest(await scene.request(), scene.caseId, place)).toEqual(refused("grant.roster_not_logged"));
  });

  it("believes no roster by a log that was witnessed long ago", async () => {
    const scene = await GrantScene.create("stale");
    const place = { ...(await scene.place()), nowMs: TEST_NOW_MS + 6 * MINUTE_MS };
    expect(judgeRequest(await scene.request(), scene.caseId, place)).toEqual(refused("grant.roster_not_logged"));
  });

  it("believes no roster from before a suspension that the log holds", async () => {
    const scene = await GrantScene.create("old roster");
    const old = scene.operator.state;
    const { operator } = scene;
    const suspension = await operator.take({ type: "suspend", staff: scene.support.id }, TEST_FOUNDED_MS);
    await scene.desk.append("roster", suspension);
    const place = await scene.place();
    const request = await scene.request();
    expect(judgeRequest(request, scene.caseId, { ...place, roster: old })).toEqual(refused("grant.roster_not_logged"));
    expect(judgeRequest(request, scene.caseId, place)).toEqual(refused("grant.not_working"));
  });

  it("believes no item that the leaf does not commit to, that is elsewhere, or of another lane", async () => {
    const scene = await GrantScene.create("bent item");
    const other = await LoggedOperator.create(await TestOperator.create("shadow operator"), scene.home.log);
    const place = await scene.place();
    const request = await scene.request();
    const [first] = scene.desk.items;
    if (first === undefined) throw new Error("the lane has an item");
    const { newest } = place;
    for (const bent of [
      { ...newest, item: Uint8Array.of(...newest.item.subarray(0, -1), 1) },
      { ...newest, index: newest.index - 1 },
      { ...newest, index: -1 },
      { ...newest, index: 1.5 },
      { ...newest, index: place.view.size },
      { ...newest, inclusion: newest.inclusion.slice(1) },
      { ...newest, inclusion: newest.inclusion.map((hash) => hash.subarray(1) as typeof hash) },
      { ...newest, leaf: newest.leaf.subarray(1) },
      other.newest(),
      scene.desk.show(first),
    ]) {
      const verdict = judgeRequest(request, scene.caseId, { ...place, newest: bent });
      expect(verdict).toEqual(refused("grant.roster_not_logged"));
    }
  });

  it.each([
    ["of another case", { case: new Uint8Array(16) as CaseId }],
    ["from the future", { atMs: TEST_NOW_MS + 11 * MINUTE_MS }],
  ] as const)("refuses a request %s", async (_name, over) => {
    const scene = await GrantScene.create("bad request");
    const verdict = judgeRequest(await scene.request(over), scene.caseId, await scene.place());
    expect(verdict).toEqual(refused("grant.bad_request"));
  });

  it("refuses a supervisor's request, a stranger's, and one with a changed byte", async () => {
    const scene = await GrantScene.create("bad signers");
    const { operator, caseId } = scene;
    const place = await scene.place();
    const stranger = (await TestOperator.create("stranger")).support;
    const good = await scene.request();
    const changed = Uint8Array.from(good);
    changed[good.length - 1] = (good.at(-1) ?? 0) ^ 1;
    for (const request of [await scene.request({}, operator.supervisor), await scene.request({}, stranger), changed]) {
      expect(judgeRequest(request, caseId, place)).toEqual(refused("grant.bad_request"));
    }
  });

  it("takes twelve hours without an answer for a no, by the witnesses' time as well", async () => {
    const scene = await GrantScene.create("no answer");
    const request = await scene.request();
    const late = TEST_NOW_MS + REQUEST_LASTS_MS;
    expect(judgeRequest(request, scene.caseId, await scene.place(late - 1))).toMatchObject({ kind: "good" });
    const place = await scene.place(late + 2 * MINUTE_MS);
    const setBack = { ...place, nowMs: late - MINUTE_MS };
    expect(judgeRequest(request, scene.caseId, place)).toEqual(refused("grant.expired"));
    expect(judgeRequest(request, scene.caseId, setBack)).toEqual(refused("grant.expired"));
  });
});

describe("signing a grant", () => {
  it("gives what was asked for, or less", async () => {
    const scene = await GrantScene.create("narrowed");
    const { home, clip } = scene;
    const good = await scene.goodRequest({ camera: clip.camera });
    const { state } = await signGrant(home.making, home.state, good, { clips: [clip], sound: false, minutes: 5 });
    expect([...state.grants.values()]).toMatchObject([
      { staff: scene.support.id, body: { sound: false, request: good.hash, untilMs: TEST_NOW_MS + 5 * MINUTE_MS } },
    ]);
  });

  it.each([
    ["for longer", { minutes: 61 }],
    ["a live camera instead of clips", { camera: new Uint8Array(16), clips: undefined }],
    ["of another camera", { clips: "elsewhere" }],
  ] as const)("refuses to give more: %s", async (_name, over) => {
    const scene = await GrantScene.create("wider");
    const { home, clip } = scene;
    const good = await scene.goodRequest({ camera: clip.camera });
    const elsewhere = { ...clip, camera: new Uint8Array(16) as typeof clip.camera };
    const minutes = "minutes" in over ? over.minutes : 60;
    const choice =
      "camera" in over
        ? { camera: over.camera as Uint8Array as typeof clip.camera, sound: true, minutes }
        : { clips: ["clips" in over ? elsewhere : clip], sound: true, minutes };
    const signing = Promise.resolve().then(() => signGrant(home.making, home.state, good, choice));
    await expect(signing).rejects.toMatchObject({ code: "protocol.not_allowed" });
  });
});
