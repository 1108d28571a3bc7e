// SPDX-License-Identifier: AGPL-3.0-or-later
import { LoggedHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import {
  addDevice,
  confirmProposal,
  deviceFromSeed,
  setRules,
  type DeviceSecrets,
  type SignedEntry,
} from "../keys/index.ts";
import { gateEntry, type GateKeeping } from "./entry-gate.ts";

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
const never = () => undefined;
const keeping: GateKeeping = { nowMs: TEST_NOW_MS, firstSeenMs: never, vouchedSeq: -1 };

function rulesAt(home: LoggedHousehold, nowMs: number): Promise<SignedEntry> {
  return setRules({ ...home.making, nowMs }, home.state, {});
}

/** A paper key that has proposed a new owner and confirms it a day later. */
async function recovery() {
  const home = await LoggedHousehold.create("recovery");
  const [paper, heir] = [await deviceFromSeed(home.random(32)), await deviceFromSeed(home.random(32))];
  const place = () => ({ state: home.state, keyring: home.keyring });
  await home.take(await addDevice(home.making, { ...place(), keys: paper.publicKeys, role: "paper" }));
  const by = (actor: DeviceSecrets, nowMs: number) => ({ actor, random: home.random, nowMs });
  const proposal = await addDevice(by(paper, TEST_NOW_MS), { ...place(), keys: heir.publicKeys, role: "owner" });
  await home.take(proposal);
  const before = home.state;
  const confirm = await confirmProposal(by(paper, TEST_NOW_MS + DAY_MS), before, before.head);
  return { home, before, confirm, byOwner: await confirmProposal(by(home.owner, TEST_NOW_MS), before, before.head) };
}

describe("the gate before the ledger", () => {
  it("waits with an entry that is over ten minutes ahead of the witnessed time", async () => {
    const home = await LoggedHousehold.create("gate");
    const ahead = await rulesAt(home, TEST_NOW_MS + 10 * MINUTE_MS + 1);
    expect(gateEntry(home.state, ahead.entry, { ...keeping, witnessedMs: TEST_NOW_MS })).toEqual({
      kind: "wait",
      code: "ledger.wrong_time",
      untilMs: TEST_NOW_MS + 1,
    });
    const within = await rulesAt(home, TEST_NOW_MS + 10 * MINUTE_MS);
    expect(gateEntry(home.state, within.entry, { ...keeping, witnessedMs: TEST_NOW_MS })).toEqual({ kind: "take" });
  });

  it("believes the witnesses' time, not a clock that somebody set ten years ahead", async () => {
    const home = await LoggedHousehold.create("set clock");
    const future = await rulesAt(home, TEST_NOW_MS + 3650 * DAY_MS);
    const misled = { ...keeping, nowMs: TEST_NOW_MS + 3650 * DAY_MS, witnessedMs: TEST_NOW_MS };
    expect(gateEntry(home.state, future.entry, misled)).toMatchObject({ kind: "wait", code: "ledger.wrong_time" });
    expect(gateEntry(home.state, future.entry, keeping)).toMatchObject({ kind: "wait", code: "ledger.wrong_time" });
  });

  it("takes an old entry: only the future is doubtful", async () => {
    const home = await LoggedHousehold.create("old entry");
    const [create] = home.entries;
    if (create === undefined) throw new Error("create");
    const later = { ...keeping, nowMs: TEST_NOW_MS + 1000 * DAY_MS };
    expect(gateEntry(undefined, create, later)).toEqual({ kind: "take" });
  });

  it("waits a day of its own with a paper key's confirmation, whatever the entries say", async () => {
    const { before, confirm } = await recovery();
    const nowMs = TEST_NOW_MS + DAY_MS;
    const late = { ...keeping, nowMs, firstSeenMs: () => TEST_NOW_MS + 2 * MINUTE_MS };
    expect(gateEntry(before, confirm.entry, late)).toEqual({
      kind: "wait",
      code: "ledger.too_early",
      untilMs: nowMs + 2 * MINUTE_MS,
    });
    expect(gateEntry(before, confirm.entry, { ...keeping, nowMs })).toMatchObject({ untilMs: nowMs + DAY_MS });
    expect(gateEntry(before, confirm.entry, { ...late, firstSeenMs: () => TEST_NOW_MS })).toEqual({ kind: "take" });
  });

  it("refuses for good what no honest server can show: a confirmation within a day of a history without its proposal", async () => {
    const { before, confirm } = await recovery();
    const nowMs = TEST_NOW_MS + DAY_MS;
    const seen = (absentMs: number, firstSeenMs = nowMs) =>
      gateEntry(before, confirm.entry, { ...keeping, nowMs, firstSeenMs: () => firstSeenMs, absentMs: () => absentMs });
    expect(seen(nowMs - MINUTE_MS)).toEqual({ kind: "refuse", code: "ledger.too_early" });
    expect(seen(nowMs - 23 * 60 * MINUTE_MS + 1, TEST_NOW_MS)).toMatchObject({ kind: "refuse" });
  });

  it("waits as before where this device was away that long, or its clock was set back", async () => {
    const { before, confirm } = await recovery();
    const nowMs = TEST_NOW_MS + DAY_MS;
    const seen = (absentMs: number | undefined) =>
      gateEntry(before, confirm.entry, { ...keeping, nowMs, absentMs: () => absentMs });
    expect(seen(nowMs - 23 * 60 * MINUTE_MS)).toMatchObject({ kind: "wait" });
    expect(seen(nowMs + 1)).toMatchObject({ kind: "wait" });
    expect(seen(undefined)).toMatchObject({ kind: "wait" });
  });

  it("does not wait for what a pairing vouched for, nor for an owner's confirmation", async () => {
    const { before, confirm, byOwner } = await recovery();
    const nowMs = TEST_NOW_MS + DAY_MS;
    expect(gateEntry(before, confirm.entry, { ...keeping, nowMs, vouchedSeq: before.seq + 1 })).toEqual({
      kind: "take",
    });
    expect(gateEntry(before, confirm.entry, { ...keeping, nowMs, vouchedSeq: before.seq })).toMatchObject({
      kind: "wait",
    });
    expect(gateEntry(before, byOwner.entry, { ...keeping, nowMs })).toEqual({ kind: "take" });
  });

  it("throws for what is no entry", () => {
    expect(() => gateEntry(undefined, Uint8Array.of(1, 2), keeping)).toThrow(
      expect.objectContaining({ code: "protocol.malformed" }),
    );
  });
});
