// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sealed records over HTTP: the newest version, by its author only. */
import { encodeBase64url } from "@nightlatch/bytes";
import { sealRecord } from "@nightlatch/protocol/seal";
import { formatId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrol, startTestServer, type HouseholdOnServer, type TestServer } from "../constellation/test-server.ts";

let running: TestServer;
let home: HouseholdOnServer;

beforeAll(async () => {
  running = await startTestServer();
  home = await enrol(running.http, "records");
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe("records", () => {
  const name = async (version: number, text: string, by: "owner" | "hub" = "owner") =>
    sealRecord({
      author: home[by],
      lane: home.state.lane,
      id: home.state.lane,
      version,
      to: { kind: "epoch", epoch: home.peopleEpoch.pkHash, pk: home.peopleEpoch.pk },
      content: { kind: "household", name: text },
      atMs: TEST_NOW_MS,
    });

  it("go to the newest version and tell a late writer", async () => {
    const second = await name(2, "second");
    await home.as.owner.call("putRecord", { body: await name(1, "first") });
    const { cursor } = await home.as.owner.call("putRecord", { body: second });
    expect(await home.as.owner.call("putRecord", { body: second })).toEqual({ cursor });
    const stale = home.as.owner.call("putRecord", { body: await name(2, "other") });
    await expect(stale).rejects.toMatchObject({ code: "record.stale_version" });
    const { records } = await home.as.member.call("readRecords", { query: {} });
    expect(records).toEqual([encodeBase64url(second)]);
    expect(await home.as.member.call("readRecords", { query: { after: cursor } })).toEqual({ records: [], cursor });
  });

  it("are refused from someone else than their author, or who may not write them", async () => {
    const byOther = home.as.member.call("putRecord", { body: await name(9, "x") });
    await expect(byOther).rejects.toMatchObject({ code: "record.refused" });
    const byHub = home.as.hub.call("putRecord", { body: await name(9, "x", "hub") });
    await expect(byHub).rejects.toMatchObject({ code: "record.refused" });
    const found = home.as.member.call("readRecord", { params: { kind: "device", id: formatId(home.member.id) } });
    await expect(found).rejects.toMatchObject({ code: "record.unknown" });
  });

  it("show a hub only what is sealed to it or by it", async () => {
    await home.as.owner.call("putRecord", { body: await name(20, "for members") });
    expect((await home.as.hub.call("readRecords", { query: {} })).records).toEqual([]);
  });

  it("of others do not exist for a hub, also when it asks for one by name", async () => {
    const lane = formatId(home.state.lane);
    await home.as.owner.call("putRecord", { body: await name(30, "for members") });
    const ask = (by: "member" | "hub") => home.as[by].call("readRecord", { params: { kind: "household", id: lane } });
    expect(await ask("member")).toBeInstanceOf(Uint8Array);
    await expect(ask("hub")).rejects.toMatchObject({ code: "record.unknown" });
  });
});
