// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeBase64url } from "@nightlatch/bytes";
import { addDevice, confirmProposal, deviceFromSeed, removeDevices, type SignedEntry } from "@nightlatch/protocol/keys";
import { formatId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../ports/clock.ts";
import { IN_MEMORY, openDatabase, type HubDatabase } from "../store/open-database.ts";
import { EntryTable } from "./entry-table.ts";
import { sealingTerms } from "./household.ts";
import { LedgerFollower, type FollowerDeps } from "./ledger-follower.ts";

/** A server that shows what it is told to show. */
class ShownLedger {
  entries: readonly Uint8Array[] = [];

  call = ((_name: string, { query }: { query: { from: number } }) =>
    Promise.resolve({
      entries: this.entries.slice(query.from).map(encodeBase64url),
      seq: this.entries.length - 1,
      head: "",
    })) as unknown as FollowerDeps["session"]["call"];
}

let home: TestHousehold;
let database: HubDatabase;
let shown: ShownLedger;
let deps: FollowerDeps;

beforeEach(async () => {
  home = await testHousehold();
  database = openDatabase(IN_MEMORY);
  shown = new ShownLedger();
  shown.entries = bytesOf(home.entries);
  deps = { session: shown, entries: new EntryTable(database), clock: systemClock, vouchedSeq: home.state.seq };
});

describe("joining", () => {
  it("takes in the whole history of the household that answered", async () => {
    const follower = await join();
    expect(follower.state.seq).toBe(home.state.seq);
    expect(deps.entries.all()).toEqual(shown.entries);
  });

  it("refuses another household than the one that answered", async () => {
    const other = await testHousehold("another");
    shown.entries = bytesOf(other.entries);
    await expect(join()).rejects.toMatchObject({ code: "hub.wrong_household" });
    expect(deps.entries.all()).toEqual([]);
  });

  it("refuses a history without this hub in it", async () => {
    shown.entries = shown.entries.slice(0, 2);
    await expect(join()).rejects.toMatchObject({ code: "hub.not_in_household" });
  });

  it("refuses an entry that nobody of the household signed", async () => {
    const forged = Uint8Array.from(shown.entries[1] ?? []);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    shown.entries = [shown.entries[0] ?? new Uint8Array(0), forged];
    await expect(join()).rejects.toMatchObject({ code: "ledger.bad_signature" });
  });
});

describe("joining after a crash", () => {
  it("goes over what an earlier attempt left behind", async () => {
    deps.entries.append(0, shown.entries.slice(0, 2), 1);
    expect((await join()).state.seq).toBe(home.state.seq);
    expect(deps.entries.all()).toEqual(shown.entries);
  });

  it("keeps nothing when what says so could not be kept", async () => {
    const { lane, createHash, seq } = home.state;
    const fail = () => {
      throw new Error("the disk is full");
    };
    await expect(LedgerFollower.join(deps, { lane, createHash, seq }, home.hub.id, fail)).rejects.toThrow("disk");
    expect(deps.entries.all()).toEqual([]);
  });
});

describe("evidence", () => {
  it("is kept once a lie, whole, and a hundred of them", () => {
    for (let i = 0; i < 3; i += 1) {
      expect(deps.entries.keepEvidence(i, "ledger.fork", Uint8Array.of(1))).toBe(true);
    }
    expect(evidence()).toHaveLength(1);
    const large = new Uint8Array(300_000);
    for (let i = 0; i < 300; i += 1) {
      expect(deps.entries.keepEvidence(i, "ledger.fork", numbered(large, i))).toBe(i < 99);
    }
    expect(evidence()).toHaveLength(100);
    const sql = "SELECT max(length(bytes)) AS most FROM evidence";
    expect(database.prepare<[], { most: number }>(sql).get()?.most).toBe(large.length);
  });
});

describe("following", () => {
  it("seals to the new epoch as soon as it saw a removal, after a restart too", async () => {
    const follower = await join();
    const terms = sealingTerms(home.hub.id, () => follower.state);
    const before = terms();
    shown.entries = [...shown.entries, (await remove(home, home.member.id)).entry];
    await follower.sync();
    expect(terms()?.epoch.epoch).toBe((before?.epoch.epoch ?? 0) + 1);
    const restored = LedgerFollower.restore(deps);
    expect(sealingTerms(home.hub.id, () => restored.state)()?.epoch.epoch).toBe(terms()?.epoch.epoch);
  });

  it("has nothing to seal under once the hub itself was removed", async () => {
    const follower = await join();
    shown.entries = [...shown.entries, (await remove(home, home.hub.id)).entry];
    await follower.sync();
    expect(sealingTerms(home.hub.id, () => follower.state)()).toBeUndefined();
  });

  it("refuses less history than it saw, and keeps its state and the evidence", async () => {
    const follower = await join();
    shown.entries = shown.entries.slice(0, -1);
    await expect(follower.sync()).rejects.toMatchObject({ code: "ledger.rollback" });
    expect(follower.state.seq).toBe(home.state.seq);
    expect(evidence()).toEqual(["ledger.rollback"]);
  });

  it("refuses another last entry than it saw, also behind new ones", async () => {
    const follower = await join();
    const fork = await remove({ ...home, state: home.entries[2]?.state ?? home.state }, home.paper.id);
    shown.entries = [...shown.entries.slice(0, -1), fork.entry, ...shown.entries.slice(-1)];
    await expect(follower.sync()).rejects.toMatchObject({ code: "ledger.fork" });
    expect(evidence()).toEqual(["ledger.fork"]);
  });

  it("refuses an entry with a forged signature, and keeps what came before", async () => {
    const follower = await join();
    const { entry } = await remove(home, home.member.id);
    const forged = Uint8Array.from(entry);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    shown.entries = [...shown.entries, forged];
    await expect(follower.sync()).rejects.toMatchObject({ code: "ledger.bad_signature" });
    expect(follower.state.seq).toBe(home.state.seq);
    expect(deps.entries.all()).toHaveLength(home.entries.length);
  });

  it("goes on after a lie when the truth is shown again", async () => {
    const follower = await join();
    const truth = [...shown.entries, (await remove(home, home.member.id)).entry];
    shown.entries = shown.entries.slice(0, -1);
    await expect(follower.sync()).rejects.toMatchObject({ code: "ledger.rollback" });
    shown.entries = truth;
    await follower.sync();
    expect(follower.state.seq).toBe(home.state.seq + 1);
    expect(follower.state.devices.get(formatId(home.member.id))?.removedSeq).toBe(home.state.seq + 1);
  });
});

describe("a paper key's takeover", () => {
  const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
  let clockMs: number;

  beforeEach(() => {
    clockMs = TEST_NOW_MS;
    const clock = { nowMs: () => clockMs, monotonicMs: () => clockMs - TEST_NOW_MS, sleep: () => Promise.resolve() };
    deps = { ...deps, clock };
  });

  /** Wish and confirmation, dated a day apart, the second one now. */
  async function takeover() {
    const { keyring, random, paper } = home;
    const { publicKeys: keys } = await deviceFromSeed(random(32));
    const at = (nowMs: number) => ({ actor: paper, random, nowMs });
    const asked = await addDevice(at(clockMs - DAY_MS), { state: home.state, keyring, keys, role: "owner" });
    const confirmed = await confirmProposal(at(clockMs), asked.state, asked.state.head);
    return { asked: asked.entry, confirmed: confirmed.entry, seq: confirmed.state.seq };
  }

  it("that was not there a moment ago is never obeyed, not after a day nor a restart, and kept as evidence", async () => {
    const follower = await join();
    await follower.sync();
    clockMs += MINUTE_MS;
    const { asked, confirmed } = await takeover();
    const before = shown.entries;
    shown.entries = [...before, asked, confirmed];
    await expect(follower.sync()).rejects.toMatchObject({ code: "ledger.too_early" });
    expect(follower.state.seq).toBe(home.state.seq);
    expect([follower.hasRefused, evidence()]).toEqual([true, ["ledger.too_early"]]);

    clockMs += 2 * DAY_MS;
    const restored = LedgerFollower.restore(deps);
    await expect(restored.sync()).rejects.toMatchObject({ code: "ledger.too_early" });
    expect(restored.state.seq).toBe(home.state.seq);
  });

  it("whose wish was shown, but not for a day, is refused as well", async () => {
    const follower = await join();
    await follower.sync();
    const { asked, confirmed } = await takeover();
    shown.entries = [...shown.entries, asked];
    await follower.sync();
    clockMs += 2 * 60 * MINUTE_MS;
    shown.entries = [...shown.entries, confirmed];
    await expect(follower.sync()).rejects.toMatchObject({ code: "ledger.too_early" });
  });

  it("that may have been there for a day waits a day here, and acts", async () => {
    const follower = await join();
    await follower.sync();
    clockMs += DAY_MS;
    const { asked, confirmed, seq } = await takeover();
    shown.entries = [...shown.entries, asked, confirmed];
    await follower.sync();
    expect(follower.waiting).toMatchObject({ code: "ledger.too_early", seq });
    clockMs += DAY_MS;
    await follower.sync();
    expect([follower.waiting, follower.state.seq, follower.hasRefused]).toEqual([undefined, seq, false]);
  });
});

function join(): Promise<LedgerFollower> {
  const { lane, createHash, seq } = home.state;
  return LedgerFollower.join(deps, { lane, createHash, seq }, home.hub.id, () => undefined);
}

function remove(from: TestHousehold, device: TestHousehold["hub"]["id"]) {
  const making = { actor: from.owner, random: from.random, nowMs: TEST_NOW_MS };
  return removeDevices(making, { state: from.state, keyring: from.keyring, remove: [device] });
}

function bytesOf(entries: readonly SignedEntry[]): readonly Uint8Array[] {
  return entries.map(({ entry }) => entry);
}

function numbered(bytes: Uint8Array, n: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(0, n);
  return copy;
}

function evidence(): readonly string[] {
  return database
    .prepare<[], { code: string }>("SELECT code FROM evidence")
    .all()
    .map(({ code }) => code);
}
