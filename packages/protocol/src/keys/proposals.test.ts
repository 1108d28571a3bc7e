// SPDX-License-Identifier: AGPL-3.0-or-later
import { boxesFor, keyringOf, seededRandom, TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { activeDevice, formatId, MAX_GROUPS, MAX_PROPOSALS, SETTLING_MS, type LedgerState } from "../wire/index.ts";
import { addDevice } from "./add-device.ts";
import { addGroup } from "./add-group.ts";
import { deviceFromSeed, type DeviceSecrets } from "./device-secrets.ts";
import { buildKeyring } from "./keyring.ts";
import { removeDevices } from "./remove-devices.ts";
import { cancelProposal, confirmProposal, leaveHousehold, setRules } from "./sign-decision.ts";
import type { EntryMaking, SignedEntry } from "./sign-entry.ts";

let home: TestHousehold;
let newcomer: DeviceSecrets;

beforeEach(async () => {
  home = await testHousehold("proposals");
  newcomer = await deviceFromSeed(home.random(32));
});

function by(actor: DeviceSecrets, nowMs = TEST_NOW_MS): EntryMaking {
  return { actor, random: home.random, nowMs };
}

describe("joint mode", () => {
  async function jointHome(): Promise<Readonly<{ second: DeviceSecrets; signed: SignedEntry }>> {
    const second = newcomer;
    const added = await addDevice(by(home.owner), { ...home, keys: second.publicKeys, role: "owner" });
    return { second, signed: await setRules(by(home.owner), added.state, { joint: true }) };
  }

  it("needs two owners", async () => {
    await expect(setRules(by(home.owner), home.state, { joint: true })).rejects.toMatchObject({
      code: "ledger.not_allowed",
    });
  });

  it("lets in whom two owners want, and nobody whom one wants", async () => {
    const { second, signed } = await jointHome();
    const phone = await deviceFromSeed(home.random(32));
    const plan = { keyring: home.keyring, state: signed.state, keys: phone.publicKeys, role: "member" } as const;
    const asked = await addDevice(by(home.owner), plan);
    expect(asked.state.devices.has(formatId(phone.id))).toBe(false);
    const proposal = asked.state.head;
    await expect(confirmProposal(by(home.owner), asked.state, proposal)).rejects.toMatchObject({
      code: "ledger.not_allowed",
    });
    const later = by(second, TEST_NOW_MS + SETTLING_MS);
    const confirmed = await confirmProposal(later, asked.state, proposal);
    expect(activeDevice(confirmed.state, phone.id)).toMatchObject({ addedSeq: confirmed.state.seq });
    const theirs = await buildKeyring(confirmed.state, phone, boxesFor(asked, phone));
    expect(theirs.find(home.epoch.pkHash)).toBeDefined();
    const cancelled = await cancelProposal(by(second), asked.state, proposal);
    await expect(confirmProposal(later, cancelled.state, proposal)).rejects.toMatchObject({
      code: "ledger.unknown_proposal",
    });
  });

  it("gives nobody a key by a proposal alone", async () => {
    const { signed } = await jointHome();
    const phone = await deviceFromSeed(home.random(32));
    const plan = { keyring: home.keyring, state: signed.state, keys: phone.publicKeys, role: "member" } as const;
    const asked = await addDevice(by(home.owner), plan);
    expect((await buildKeyring(asked.state, phone, boxesFor(asked, phone))).epochs).toEqual([]);
  });

  it("ends with the last but one owner: whoever stays must be able to act", async () => {
    const { second, signed } = await jointHome();
    const left = await leaveHousehold(by(second), signed.state);
    const mended = await removeDevices(by(home.owner), { state: left.state, keyring: home.keyring, remove: [] });
    const phone = await deviceFromSeed(seededRandom("phone")(32));
    const added = await addDevice(by(home.owner), { ...mended, keys: phone.publicKeys, role: "owner" });
    expect(activeDevice(added.state, phone.id)?.role).toBe("owner");
  });
});

describe("recovery by paper", () => {
  it("waits a day, and any owner can stop it", async () => {
    const keyring = await keyringOf(home, home.paper);
    const plan = { state: home.state, keyring, keys: newcomer.publicKeys, role: "owner" } as const;
    const asked = await addDevice(by(home.paper), plan);
    const proposal = asked.state.head;
    await expect(confirmProposal(by(home.paper), asked.state, proposal)).rejects.toMatchObject({
      code: "ledger.too_early",
    });
    const done = await confirmProposal(by(home.paper, TEST_NOW_MS + SETTLING_MS), asked.state, proposal);
    expect(activeDevice(done.state, newcomer.id)?.role).toBe("owner");
    const stopped = await cancelProposal(by(home.owner), asked.state, proposal);
    expect(stopped.state.proposals.size).toBe(0);
    await expect(cancelProposal(by(home.member), asked.state, proposal)).rejects.toMatchObject({
      code: "ledger.not_allowed",
    });
  });

  it("ends with the paper key's removal", async () => {
    const asked = await addDevice(by(home.paper), { ...home, keys: newcomer.publicKeys, role: "owner" });
    const removed = await removeDevices(by(home.owner), { ...home, state: asked.state, remove: [home.paper.id] });
    expect(removed.state.proposals.size).toBe(0);
  });
});

describe("an owner who came in today", () => {
  async function youngHome() {
    const added = await addDevice(by(home.owner), { ...home, keys: newcomer.publicKeys, role: "owner" });
    return { state: added.state, keyring: home.keyring };
  }

  it("can only propose a new key for the household's lane in the log: one that nobody else held would end it", async () => {
    const young = await youngHome();
    const asked = await removeDevices(by(newcomer), { ...young, remove: [] });
    expect(asked.state.laneKeys).toEqual(young.state.laneKeys);
    expect(asked.state.proposals.size).toBe(1);
    const confirmed = await confirmProposal(by(home.owner), asked.state, asked.state.head);
    expect(confirmed.state.laneKeys).toHaveLength(2);
  });

  it("goes by itself only by leaving, which announces no key", async () => {
    const young = await youngHome();
    const asked = await removeDevices(by(newcomer), { ...young, remove: [newcomer.id] });
    expect(activeDevice(asked.state, newcomer.id)).toBeDefined();
    const left = await leaveHousehold(by(newcomer), young.state);
    expect(activeDevice(left.state, newcomer.id)).toBeUndefined();
    expect(left.state.laneKeys).toEqual(young.state.laneKeys);
  });

  it("changes that key alone once a day has passed", async () => {
    const young = await youngHome();
    const changed = await removeDevices(by(newcomer, TEST_NOW_MS + SETTLING_MS), { ...young, remove: [] });
    expect(changed.state.laneKeys).toHaveLength(2);
  });
});

describe("a household's limits", () => {
  function copies<T>(count: number, value: T): readonly (readonly [string, T])[] {
    return Array.from({ length: count }, (_, i) => [`more ${String(i)}`, value] as const);
  }

  it("stop its groups at 32", async () => {
    const group = home.state.groups.get(formatId(home.group));
    if (group === undefined) throw new Error("a camera group");
    const groups = new Map([...home.state.groups, ...copies(MAX_GROUPS - home.state.groups.size, group)]);
    const full: LedgerState = { ...home.state, groups };
    await expect(addGroup(by(home.owner), { state: full, keyring: home.keyring })).rejects.toMatchObject({
      code: "ledger.malformed",
    });
  });

  it("stop its open proposals at 64", async () => {
    const ask = { keyring: home.keyring, keys: newcomer.publicKeys, role: "owner" } as const;
    const asked = await addDevice(by(home.paper), { ...ask, state: home.state });
    const [proposal] = asked.state.proposals.values();
    if (proposal === undefined) throw new Error("a proposal");
    const busy: LedgerState = { ...home.state, proposals: new Map(copies(MAX_PROPOSALS, proposal)) };
    await expect(addDevice(by(home.paper), { ...ask, state: busy })).rejects.toMatchObject({
      code: "ledger.malformed",
    });
  });
});
