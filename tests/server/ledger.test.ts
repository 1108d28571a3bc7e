// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The ledger over HTTP: what the server appends, and what it refuses with which code. */
import { MAX_ENTRY_SKEW_MS } from "@nightlatch/api-contract";
import { encodeBase64url } from "@nightlatch/bytes";
import { addDevice, createHousehold, deviceFromSeed, leaveHousehold } from "@nightlatch/protocol/keys";
import { formatId, type GroupId } from "@nightlatch/protocol/wire";
import { boxesFor, TEST_NOW_MS, type TestHousehold } from "@nightlatch/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  enrol,
  inText,
  sessionOf,
  startTestServer,
  type HouseholdOnServer,
  type TestServer,
} from "../constellation/test-server.ts";

let running: TestServer;
let home: HouseholdOnServer;

beforeAll(async () => {
  running = await startTestServer();
  home = await enrol(running.http, "ledger");
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

async function someoneAdded(own: TestHousehold, nowMs = TEST_NOW_MS) {
  const { owner: actor, random, state, keyring } = own;
  const device = await deviceFromSeed(random(32));
  const added = await addDevice({ actor, random, nowMs }, { state, keyring, keys: device.publicKeys, role: "member" });
  return { ...added, device };
}

describe("the ledger", () => {
  it("takes the same entry twice and refuses a second one with the same number", async () => {
    const own = await enrol(running.http, "conflict");
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const [first, second] = await Promise.all(
      [own.random(32), own.random(32)].map(async (seed) => {
        const { publicKeys: keys } = await deviceFromSeed(seed);
        return addDevice(making, { state: own.state, keyring: own.keyring, keys, role: "member" });
      }),
    );
    if (first === undefined || second === undefined) throw new Error("two entries");
    const answer = await own.as.owner.call("appendEntry", { body: inText(first) });
    expect(await own.as.owner.call("appendEntry", { body: inText(first) })).toEqual(answer);
    const conflict = own.as.owner.call("appendEntry", { body: inText(second) });
    await expect(conflict).rejects.toMatchObject({ code: "ledger.conflict", status: 409 });
  });

  it("refuses boxes that the entry does not name, before anything is stored", async () => {
    const own = await enrol(running.http, "boxes");
    const added = await someoneAdded(own);
    const [foreign = new Uint8Array()] = own.entries[0]?.boxes ?? [];
    const [named = new Uint8Array()] = added.heldBack;
    for (const heldBack of [[foreign], [named, foreign], [named, named], [new Uint8Array(named.length)]]) {
      const call = own.as.owner.call("appendEntry", { body: inText({ ...added, heldBack }) });
      await expect(call).rejects.toMatchObject({ code: "ledger.boxes_mismatch" });
    }
    expect((await own.as.owner.call("readEntries", { query: {} })).seq).toBe(own.state.seq);
  });

  it("takes boxes that were kept back when they are let go, and again", async () => {
    const own = await enrol(running.http, "kept back");
    const added = await someoneAdded(own);
    await own.as.owner.call("appendEntry", { body: inText({ ...added, heldBack: [] }) });
    const newcomer = sessionOf(running.http, own, added.device);
    expect((await newcomer.call("readBoxes", {})).boxes).toEqual([]);
    const boxes = boxesFor(added, added.device).map(({ group, epoch, box }) => ({
      group: formatId(group),
      epoch,
      device: formatId(added.device.id),
      box: encodeBase64url(box),
    }));
    for (const body of [{ boxes: boxes.slice(0, 1) }, { boxes }]) await own.as.owner.call("putBoxes", { body });
    const got = (await newcomer.call("readBoxes", {})).boxes.map(({ box }) => box);
    expect(got.sort()).toEqual(boxes.map(({ box }) => box).sort());
  });

  it("takes no released box for another place, another device, or that nobody named", async () => {
    const own = await enrol(running.http, "misplaced");
    const added = await someoneAdded(own);
    await own.as.owner.call("appendEntry", { body: inText({ ...added, heldBack: [] }) });
    const [first, second] = boxesFor(added, added.device);
    if (first === undefined || second === undefined) throw new Error("a member has several boxes");
    const device = formatId(added.device.id);
    const right = { group: formatId(first.group), epoch: 0, device, box: encodeBase64url(first.box) };
    for (const wrong of [
      { ...right, group: formatId(second.group) },
      { ...right, group: formatId(own.random(16) as Uint8Array as GroupId) },
      { ...right, epoch: 1 },
      { ...right, device: formatId(own.member.id) },
      { ...right, box: encodeBase64url(own.random(first.box.length)) },
    ]) {
      const call = own.as.owner.call("putBoxes", { body: { boxes: [right, wrong] } });
      await expect(call).rejects.toMatchObject({ code: "ledger.boxes_mismatch", status: 422 });
    }
    expect((await sessionOf(running.http, own, added.device).call("readBoxes", {})).boxes).toEqual([]);
    const byHub = own.as.hub.call("putBoxes", { body: { boxes: [right] } });
    await expect(byHub).rejects.toMatchObject({ code: "access.denied" });
  });

  it("refuses an entry of another time, early or late, and takes one of its own", async () => {
    const own = await enrol(running.http, "time");
    const skewMs = MAX_ENTRY_SKEW_MS + 60_000;
    for (const nowMs of [TEST_NOW_MS - skewMs, TEST_NOW_MS + skewMs]) {
      const call = own.as.owner.call("appendEntry", { body: inText(await someoneAdded(own, nowMs)) });
      await expect(call).rejects.toMatchObject({ code: "ledger.wrong_time", status: 409 });
    }
    const call = running.http.call("createHousehold", {
      body: inText(await createHousehold({ actor: own.owner, random: own.random, nowMs: TEST_NOW_MS - skewMs })),
    });
    await expect(call).rejects.toMatchObject({ code: "ledger.wrong_time" });
    await own.as.owner.call("appendEntry", { body: inText(await someoneAdded(own, TEST_NOW_MS + 60_000)) });
  });

  it("lets a device leave by its own entry, and shows it the end of its history", async () => {
    const own = await enrol(running.http, "leaving");
    const making = { actor: own.member, random: own.random, nowMs: TEST_NOW_MS };
    const left = await leaveHousehold(making, own.state);
    const { seq } = await own.as.member.call("appendEntry", { body: inText(left) });
    const after = own.as.member.call("listClips", { query: { camera: formatId(own.group), fromMs: 0, toMs: 1 } });
    await expect(after).rejects.toMatchObject({ code: "session.refused" });
    expect((await own.as.member.call("readEntries", { query: {} })).seq).toBe(seq);
  });

  it("names the refusal of an entry that no client would accept", async () => {
    const own = await enrol(running.http, "refusal");
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const { publicKeys: keys } = await deviceFromSeed(own.random(32));
    const added = await addDevice(making, { state: own.state, keyring: own.keyring, keys, role: "member" });
    const entry = Uint8Array.from(added.entry);
    entry[entry.length - 1] = (entry.at(-1) ?? 0) ^ 1;
    const call = own.as.owner.call("appendEntry", { body: inText({ ...added, entry }) });
    await expect(call).rejects.toMatchObject({ code: "ledger.bad_signature", status: 422 });
  });

  it("does not start a household twice under one id", async () => {
    const [create] = home.entries;
    if (create === undefined) throw new Error("an entry");
    const again = await running.http.call("createHousehold", { body: inText(create) });
    expect(again.seq).toBe(0);
  });

  it("hands each device its own boxes only", async () => {
    for (const who of ["owner", "member", "hub", "paper"] as const) {
      const { boxes } = await home.as[who].call("readBoxes", {});
      const own = home.entries.flatMap((entry) => boxesFor(entry, home[who]));
      expect(boxes.map(({ box }) => box).sort(), who).toEqual(own.map(({ box }) => encodeBase64url(box)).sort());
      expect(boxes.length, who).toBeGreaterThan(0);
    }
  });

  it("finds the household of a paper key, and of nobody who was never in", async () => {
    const paper = formatId(home.paper.id);
    const { lane } = await running.http.call("findHousehold", { params: { device: paper } });
    expect(lane).toBe(formatId(home.state.lane));
    const device = formatId((await deviceFromSeed(home.random(32))).id);
    const call = running.http.call("findHousehold", { params: { device } });
    await expect(call).rejects.toMatchObject({ code: "household.unknown" });
  });
});
