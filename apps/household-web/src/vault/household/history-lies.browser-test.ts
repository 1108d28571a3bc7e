// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What an open household does with a history that is early, shortened, forked or forged, with real storage. */
import {
  addDevice,
  confirmProposal,
  deviceFromSeed,
  removeDevices,
  type DeviceSecrets,
} from "@nightlatch/protocol/keys";
import { judgeEvidence } from "@nightlatch/protocol/log";
import { activeDevice } from "@nightlatch/protocol/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clearVaultDatabase } from "../store/database.ts";
import { LoggedHome } from "./logged-home.fixture.ts";
import { expelDevices } from "./membership.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

describe("an open household and its history", () => {
  let home: LoggedHome;

  beforeEach(async () => {
    home = await LoggedHome.found("history-lies");
  });
  afterEach(async () => {
    home.close();
    await clearVaultDatabase(home.database);
    home.database.close();
  });

  it("waits with another owner's entry from the future, signs nothing behind it, and says until when", async () => {
    const other = await settledOwner();
    const { seq } = home.household.parts.ledger.current.state;
    const newcomer = await pushAdd(other, home.nowMs + 11 * MINUTE_MS);
    await home.household.refresh();
    expect(home.household.parts.ledger.current.state.seq).toBe(seq);
    const heldUp = { code: "ledger.wrong_time", untilMs: home.nowMs + MINUTE_MS };
    expect(home.household.status).toMatchObject({ kind: "ready", household: { heldUp } });
    const removing = expelDevices(home.household.membershipDeps, [home.hub.id]);
    await expect(removing).rejects.toMatchObject({ code: "ledger.wrong_time" });

    home.nowMs += 2 * MINUTE_MS;
    await home.household.refresh();
    expect(home.household.status).not.toHaveProperty("household.heldUp");
    expect(activeDevice(home.household.parts.ledger.current.state, newcomer)).toBeDefined();
  });

  it("takes an entry in that is a little ahead of its own clock", async () => {
    const newcomer = await pushAdd(await settledOwner(), home.nowMs + 9 * MINUTE_MS);
    await home.household.refresh();
    expect(activeDevice(home.household.parts.ledger.current.state, newcomer)).toBeDefined();
  });

  it("stops at a paper key's takeover that was not there a moment ago: no owner had the day to stop it", async () => {
    await home.household.refresh();
    home.nowMs += 60 * MINUTE_MS;
    const { device } = await pushClaimedRecovery();
    await expect(home.household.refresh()).rejects.toMatchObject({ code: "ledger.too_early" });
    expect(activeDevice(home.household.parts.ledger.current.state, device)).toBeUndefined();
    home.nowMs += 2 * DAY_MS;
    await home.reload();
    await expect(home.household.refresh()).rejects.toMatchObject({ code: "ledger.too_early" });
    expect(home.household.status).toMatchObject({ kind: "stopped" });
  });

  it("waits its own day with a paper key's act that came while it was away, whatever time the paper key claims", async () => {
    home.nowMs += DAY_MS;
    const { paper, device } = await pushClaimedRecovery();
    await home.household.refresh();
    expect(home.household.status).toMatchObject({ household: { heldUp: { code: "ledger.too_early" } } });
    expect(activeDevice(home.household.parts.ledger.current.state, device)).toBeUndefined();

    await home.reload();
    home.nowMs += DAY_MS - MINUTE_MS;
    await home.household.refresh();
    expect(activeDevice(home.household.parts.ledger.current.state, device)).toBeUndefined();
    home.nowMs += 2 * MINUTE_MS;
    await home.household.refresh();
    expect(activeDevice(home.household.parts.ledger.current.state, device)?.role).toBe("owner");
    expect(activeDevice(home.household.parts.ledger.current.state, paper)).toBeDefined();
  });

  it("stops at an entry that the rules refuse, with evidence that a stranger can judge", async () => {
    const stranger = await home.newDevice();
    const { publicKeys: keys } = await home.newDevice();
    const making = { actor: home.owner, random: home.random, nowMs: home.nowMs };
    const { keyring } = home.household.parts.ledger.current;
    const genuine = await addDevice(making, { state: home.state, keyring, keys, role: "member" });
    const forged = genuine.entry.map((byte, i) => (i === genuine.entry.length - 1 ? byte ^ 1 : byte));
    home.entries.push({ ...genuine, entry: forged });
    await expect(home.household.refresh()).rejects.toMatchObject({ code: "ledger.bad_signature" });
    expect(judged()).toMatchObject({ kind: "proves", code: "ledger.bad_signature" });
    expect(activeDevice(home.household.parts.ledger.current.state, stranger.id)).toBeUndefined();
  });

  it("stops at a branch that its own owner signed for somebody else, and at nothing less than that", async () => {
    const { keyring } = home.household.parts.ledger.current;
    const making = { actor: home.owner, random: home.random, nowMs: home.nowMs };
    const branch = await addDevice(making, {
      state: home.state,
      keyring,
      keys: (await home.newDevice()).publicKeys,
      role: "member",
    });
    const removed = await removeDevices(making, { state: home.state, keyring, remove: [home.hub.id] });
    home.entries.push(removed);
    await home.household.refresh();
    home.entries.splice(-1, 1, branch, branch);
    await expect(home.household.refresh()).rejects.toMatchObject({ code: "ledger.wrong_sequence" });
    expect(home.household.status).toMatchObject({ kind: "stopped" });
  });

  it("stops at a history that was cut, with a text of what it saw: that alone proves nothing", async () => {
    home.entries.pop();
    await expect(home.household.refresh()).rejects.toMatchObject({ code: "ledger.rollback" });
    const { status } = home.household;
    expect(status.kind === "stopped" ? status.evidence.fileName : "").toMatch(/\.txt$/u);
  });

  it("keeps the reason over a reload", async () => {
    home.entries.pop();
    await home.household.refresh().catch(() => undefined);
    expect(await home.database.get("evidence", "this")).toMatchObject({ code: "ledger.rollback" });
  });

  async function settledOwner(): Promise<DeviceSecrets> {
    const other = await home.newDevice();
    await home.admit({ keys: other.publicKeys, role: "owner" });
    home.nowMs += DAY_MS;
    await home.household.refresh();
    return other;
  }

  async function pushAdd(actor: DeviceSecrets, timeMs: number) {
    const { publicKeys: keys, id } = await home.newDevice();
    const { keyring } = home.household.parts.ledger.current;
    const making = { actor, random: home.random, nowMs: timeMs };
    home.entries.push(await addDevice(making, { state: home.state, keyring, keys, role: "member" }));
    return id;
  }

  /** With the server's help a thief dates the wish two days back, and confirms it now. */
  async function pushClaimedRecovery() {
    const paper = await deviceFromSeed(home.random(32));
    const device = await home.newDevice();
    const { keyring } = home.household.parts.ledger.current;
    const making = { actor: home.owner, random: home.random, nowMs: home.nowMs - 3 * DAY_MS };
    home.entries.push(await addDevice(making, { state: home.state, keyring, keys: paper.publicKeys, role: "paper" }));
    const asking = { actor: paper, random: home.random, nowMs: home.nowMs - 2 * DAY_MS };
    const wish = await addDevice(asking, { state: home.state, keyring, keys: device.publicKeys, role: "owner" });
    home.entries.push(wish);
    const now = { actor: paper, random: home.random, nowMs: home.nowMs };
    home.entries.push(await confirmProposal(now, home.state, wish.state.head));
    return { paper: paper.id, device: device.id };
  }

  function judged(): object {
    const { status } = home.household;
    if (status.kind !== "stopped") throw new Error(`not stopped but ${status.kind}`);
    return judgeEvidence(status.evidence.bytes);
  }
});
