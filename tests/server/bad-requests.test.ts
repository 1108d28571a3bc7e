// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What is no request of the contract gets a named error and nothing else. */
import { hasCode } from "@nightlatch/errors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  enrol,
  sessionOf,
  startTestServer,
  type HouseholdOnServer,
  type TestServer,
} from "../constellation/test-server.ts";

let running: TestServer;
let home: HouseholdOnServer;

beforeAll(async () => {
  running = await startTestServer();
  home = await enrol(running.http, "bad-requests");
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe("bad requests", () => {
  it.each([
    ["an unknown route", "GET", "/v1/nothing", undefined, 404, "route.unknown"],
    ["an unknown method", "PUT", "/v1/sessions", "{}", 404, "route.unknown"],
    ["broken JSON", "POST", "/v1/sessions", "{", 400, "request.malformed"],
    ["a field of another type", "POST", "/v1/sessions/challenges", '{"lane":1}', 400, "request.malformed"],
    ["an id that is none", "GET", "/v1/devices/x/household", undefined, 400, "request.malformed"],
    ["a path out of the folder", "GET", "/v1/../../etc/passwd", undefined, 404, "route.unknown"],
  ])("get a named error for %s", async (_name, method, path, body, status, code) => {
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? { method } : { method, body, headers };
    const answer = await fetch(running.server.url + path, init);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code, advice: expect.any(String) as string } });
  });

  it("are limited by address, not forever by household", async () => {
    await using strict = await startTestServer({ addressRequestsPerMinute: 3 });
    const ask = () => strict.http.call("readHealth", {});
    await Promise.all([ask(), ask(), ask()]);
    await expect(ask()).rejects.toMatchObject({ code: "rate.limited", status: 429 });
  });

  it("never answer with a stack trace or a foreign error", async () => {
    const body = new Uint8Array(2 * 1024 * 1024);
    const failed = await home.as.hub.call("putManifest", { body }).catch((error: unknown) => error);
    expect(hasCode(failed, "request.too_large")).toBe(true);
  });

  it("are limited by device, however often it signs in", async () => {
    await using strict = await startTestServer({ deviceRequestsPerMinute: 3 });
    const own = await enrol(strict.http, "limited device");
    const again = sessionOf(strict.http, own, own.member);
    for (const session of [own.as.member, again, again]) await session.call("readQuota", {});
    await expect(again.call("readQuota", {})).rejects.toMatchObject({ code: "rate.limited" });
    await expect(own.as.member.call("readQuota", {})).rejects.toMatchObject({ code: "rate.limited" });
    await own.as.hub.call("readQuota", {});
  });
});
