// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeUtf8 } from "@nightlatch/bytes";
import { LoggedHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import { effectivePolicy } from "@nightlatch/protocol/log";
import { judgeQuorum } from "@nightlatch/transparency/policy";
import { formatAddCheckpoint } from "@nightlatch/transparency/witness";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IN_MEMORY, openDatabase, type HubDatabase } from "../store/open-database.ts";
import { HubWitness } from "./hub-witness.ts";
import { WitnessTable } from "./witness-table.ts";

let home: LoggedHousehold;
let database: HubDatabase;
let isHalted: boolean;
let mayVouch: boolean;
let nowMs: number;
let forks: Uint8Array[];
let signed: Uint8Array[];

beforeEach(async () => {
  home = await LoggedHousehold.create("hub witness");
  database = openDatabase(IN_MEMORY);
  [isHalted, mayVouch, nowMs, forks, signed] = [false, true, TEST_NOW_MS, [], []];
});

afterEach(() => database.close());

describe("a hub as a witness", () => {
  it("signs the log of its household, so that the household's own policy believes it", async () => {
    const { status, body } = await ask();
    expect(status).toBe(200);
    const policy = effectivePolicy(home.state, home.state.seq);
    if (policy === undefined) throw new Error("the household has a policy");
    const bare = await home.log.checkpoint();
    expect(judgeQuorum(policy, bare)).toMatchObject({ kind: "short" });
    expect(judgeQuorum(policy, bare, body)).toMatchObject({ kind: "reached", medianTimeMs: TEST_NOW_MS });
  });

  it("signs what grows from what it signed, and nothing smaller", async () => {
    const before = home.log.size;
    await ask();
    await home.logHead();
    expect((await ask(before)).status).toBe(200);
    const older = { oldSize: home.log.size, proof: [], checkpoint: await home.log.checkpoint([], before) };
    expect((await witness().answer(formatAddCheckpoint(older))).status).toBe(400);
    expect(decodeUtf8((await ask(before)).body)).toBe(`${String(home.log.size)}\n`);
  });

  it("signs no second tree of one size, and hands the request on as evidence", async () => {
    const branch = home.copy();
    await home.logHead();
    await branch.logHead();
    await ask();
    const { status, body } = await ask(home.log.size, branch);
    expect(status).toBe(409);
    expect(decodeUtf8(body)).toBe(`${String(home.log.size)}\n`);
    expect(forks).toHaveLength(1);
    expect(signed).toHaveLength(1);
  });

  it("never signs an earlier time than before, whatever its clock says", async () => {
    await ask();
    nowMs -= 2 * 3_600_000;
    const { body } = await ask(home.log.size);
    const policy = effectivePolicy(home.state, home.state.seq);
    if (policy === undefined) throw new Error("the household has a policy");
    expect(judgeQuorum(policy, await home.log.checkpoint(), body)).toMatchObject({ medianTimeMs: TEST_NOW_MS });
  });

  it("remembers over a restart what it signed", async () => {
    await ask();
    expect((await witness().answer(await request(0, home))).status).toBe(409);
  });

  it("signs nothing once it has found the log out", async () => {
    isHalted = true;
    expect(await ask()).toEqual({ status: 403, body: new Uint8Array(0) });
    expect(signed).toEqual([]);
  });

  it("signs no tree that it could not read, or that holds what it does not know; and does once it can", async () => {
    mayVouch = false;
    expect(await ask()).toMatchObject({ status: 503, body: new Uint8Array(0) });
    expect(signed).toEqual([]);
    mayVouch = true;
    expect((await ask()).status).toBe(200);
  });

  it("knows no log but that of its household", async () => {
    const other = await LoggedHousehold.create("another", { policy: "" });
    const answer = await new HubWitness({ ...deps(), state: () => other.state }).answer(await request(0, home));
    expect(answer.status).toBe(404);
  });

  it("refuses what is no request", async () => {
    expect((await witness().answer(Uint8Array.of(1, 2, 3))).status).toBe(400);
  });
});

function deps() {
  return {
    hub: home.hub,
    store: new WitnessTable(database),
    state: () => home.state,
    nowMs: () => nowMs,
    isHalted: () => isHalted,
    mayVouch: () => Promise.resolve(mayVouch),
    onSigned: (body: Uint8Array) => signed.push(body),
    onFork: (body: Uint8Array) => forks.push(body),
  };
}

function witness(): HubWitness {
  return new HubWitness(deps());
}

async function ask(oldSize = 0, shown = home) {
  return witness().answer(await request(oldSize, shown));
}

async function request(oldSize: number, { log }: LoggedHousehold): Promise<Uint8Array> {
  return formatAddCheckpoint({ oldSize, proof: log.consistency(oldSize), checkpoint: await log.checkpoint() });
}
