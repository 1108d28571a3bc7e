// SPDX-License-Identifier: AGPL-3.0-or-later
import { addDevice, deviceFromSeed, type SignedEntry } from "@nightlatch/protocol/keys";
import { followLog, type LogView } from "@nightlatch/protocol/log";
import { applyEntries, decodeLaneLeaf, verifyLaneLeaf } from "@nightlatch/protocol/wire";
import { LoggedHousehold, TEST_NOW_MS, type TestLeaf } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { LedgerHistory } from "../ledger/ledger-history.ts";
import type { LastLeaf } from "../server/household-server.ts";
import { nextLeaf } from "./next-leaf.ts";

describe("nextLeaf", () => {
  let home: LoggedHousehold;
  let history: LedgerHistory;
  let view: LogView | undefined;
  let signed: SignedEntry;

  beforeEach(async () => {
    home = await LoggedHousehold.create("next-leaf");
    history = new LedgerHistory();
    const applied = await applyEntries(undefined, home.entries);
    home.entries.forEach((entry, i) => {
      const [decoded, state] = [applied.entries[i], applied.states[i]];
      if (decoded !== undefined && state !== undefined) history.append({ signed: entry, entry: decoded, state });
    });
    const followed = followLog(undefined, await home.answer(), home.ledger(), TEST_NOW_MS);
    view = followed.kind === "followed" ? followed.view : undefined;
    const { publicKeys: keys } = await deviceFromSeed(home.random(32));
    const newcomer = { keys, role: "member" } as const;
    signed = await addDevice(home.making, { state: home.state, keyring: home.keyring, ...newcomer });
  });

  it("follows the lane's last leaf and commits to the new head", async () => {
    const made = await make(newest());
    expect(made === undefined ? "none" : verifyLaneLeaf(made.leaf, newest().leaf).kind).toBe("linear");
    expect(made?.seq).toBe(signed.state.seq);
  });

  it("signs no second leaf for a slot when the server names an older one", async () => {
    expect(await make(at(0))).toBeUndefined();
  });

  it("signs no first leaf when the server says that there is none", async () => {
    expect(await make(undefined)).toBeUndefined();
  });

  it("follows no other leaf of the slot that it knows", async () => {
    const twin = await home.makeLeaf(at(0).leaf);
    expect(decodeLaneLeaf(twin.leaf).slot).toBe(decodeLaneLeaf(newest().leaf).slot);
    expect(await make({ ...twin, index: 9 })).toBeUndefined();
  });

  it("follows no leaf that commits to a head it does not know", async () => {
    expect(await make({ ...newest(), salt: new Uint8Array(32) })).toBeUndefined();
    expect(await make({ ...newest(), seq: 0 })).toBeUndefined();
    expect(await make({ ...newest(), seq: 99 })).toBeUndefined();
  });

  it("follows no leaf with a changed byte", async () => {
    const { leaf } = newest();
    for (const place of [0, 1, 5, 20, 60, 100, 140, 200, 213]) {
      const changed = leaf.map((byte, i) => (i === place ? byte ^ 1 : byte));
      expect(await make({ ...newest(), leaf: changed }), `byte ${place}`).toBeUndefined();
    }
  });

  it("follows a cover leaf of the hub that it has not seen in the log yet", async () => {
    const cover = await home.logHead();
    const made = await make(cover);
    expect(made === undefined ? "none" : verifyLaneLeaf(made.leaf, cover.leaf).kind).toBe("linear");
  });

  function make(last: LastLeaf | undefined) {
    const server = { lastLeaf: () => Promise.resolve(last) };
    const before = { state: home.state, keyring: home.keyring };
    return nextLeaf({ server, history, view, random: home.random }, before, signed);
  }

  function newest(): TestLeaf {
    return at(home.leaves.length - 1);
  }

  function at(i: number): TestLeaf {
    const leaf = home.leaves[i];
    if (leaf === undefined) throw new Error("the household has logged its entries");
    return leaf;
  }
});
