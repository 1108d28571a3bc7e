// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Signing in over HTTP: whom the server lets in, and for how long. */
import { encodeBase64url } from "@nightlatch/bytes";
import { deviceFromSeed, removeDevices } from "@nightlatch/protocol/keys";
import { formatId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
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
  home = await enrol(running.http, "sessions");
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe("sessions", () => {
  it("are refused to a device that is not in the household, and to a signature by another key", async () => {
    const outsider = await deviceFromSeed(home.random(32));
    await expect(sessionOf(running.http, home, outsider).token()).rejects.toMatchObject({ code: "session.refused" });
    const wrongKey = { ...home.member, session: outsider.session };
    await expect(sessionOf(running.http, home, wrongKey).token()).rejects.toMatchObject({ code: "session.refused" });
  });

  it("are not given twice for one challenge", async () => {
    const [lane, device] = [formatId(home.state.lane), formatId(home.owner.id)];
    const { challenge } = await running.http.call("createChallenge", { body: { lane, device } });
    const body = { lane, device, challenge, signature: encodeBase64url(new Uint8Array(64)) };
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(running.http.call("createSession", { body })).rejects.toMatchObject({ code: "session.refused" });
    }
  });

  it("are asked for, and unknown tokens refused", async () => {
    await expect(running.http.call("readEntries", { query: {} })).rejects.toMatchObject({ code: "session.required" });
    const call = running.http.call("readEntries", { query: {} }, { token: "made-up" });
    await expect(call).rejects.toMatchObject({ code: "session.unknown", status: 401 });
  });

  it("die with the removal of their device, at once", async () => {
    const own = await enrol(running.http, "removal");
    await own.as.member.call("readEntries", { query: {} });
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const removal = await removeDevices(making, { state: own.state, keyring: own.keyring, remove: [own.member.id] });
    await own.as.owner.call("appendEntry", { body: inText(removal) });
    await expect(own.as.member.call("readBoxes", {})).rejects.toMatchObject({ code: "session.refused" });
  });

  it("show a removed device the signed history up to its removal, and nothing after", async () => {
    const own = await enrol(running.http, "removal proof");
    const making = { actor: own.owner, random: own.random, nowMs: TEST_NOW_MS };
    const before = { state: own.state, keyring: own.keyring };
    const removal = await removeDevices(making, { ...before, remove: [own.member.id] });
    await own.as.owner.call("appendEntry", { body: inText(removal) });
    const { removedSeq } = removal.state.devices.get(formatId(own.member.id)) ?? {};
    const next = await removeDevices(making, { ...removal, remove: [own.hub.id] });
    await own.as.owner.call("appendEntry", { body: inText(next) });

    const page = await own.as.member.call("readEntries", { query: {} });
    expect(page.seq).toBe(removedSeq);
    expect(page.entries.at(-1)).toBe(encodeBase64url(removal.entry));
    expect(page.head).toBe(encodeBase64url(removal.state.head));
    await expect(own.as.member.call("readBoxes", {})).rejects.toMatchObject({ code: "session.refused" });
    await expect(own.as.member.call("readQuota", {})).rejects.toMatchObject({ code: "session.refused" });
  });
});
