// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The ledger over HTTP: what the server appends, and what it refuses with which code. */
import { addDevice, deviceFromSeed } from "@nightlatch/protocol/keys";
import { formatId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  enrol,
  inText,
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
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const { publicKeys: keys } = await deviceFromSeed(own.random(32));
    const added = await addDevice(making, { state: own.state, keyring: own.keyring, keys, role: "member" });
    const swapped = { ...added, boxes: own.entries[0]?.boxes ?? [] };
    for (const wrong of [swapped, { ...added, boxes: [] }]) {
      const call = own.as.owner.call("appendEntry", { body: inText(wrong) });
      await expect(call).rejects.toMatchObject({ code: "ledger.boxes_mismatch" });
    }
    expect((await own.as.owner.call("readEntries", { query: {} })).seq).toBe(own.state.seq);
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
    const [owners, hubs] = [await home.as.owner.call("readBoxes", {}), home.as.hub.call("readBoxes", {})];
    expect(owners.boxes).toHaveLength(1);
    await expect(hubs).rejects.toMatchObject({ code: "access.denied" });
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
