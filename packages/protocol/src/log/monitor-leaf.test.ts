// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex } from "@nightlatch/bytes";
import { signerFromSeed, type VerifyKey } from "@nightlatch/crypto/signature";
import { LoggedHousehold } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { decodeLaneLeaf, encodeLaneLeaf } from "../wire/index.ts";
import { laneRefusalOf, parseForMonitor } from "./monitor-leaf.ts";

const home = await LoggedHousehold.create("monitored");
const [first, second] = home.leaves.map(({ leaf }) => leaf);
if (first === undefined || second === undefined) throw new Error("two leaves");

describe("lane leaves for a monitor", () => {
  it("link to the one before and are signed by whom that one announced", async () => {
    const [before, leaf] = await parseForMonitor([first, second]);
    expect(leaf?.lane).toBe(before?.lane);
    expect(leaf).toMatchObject({ slot: 1, prev: before?.hash, key: before?.next, isSigned: true });
    expect(before?.isSigned).toBe(true);
  });

  it("keep their places among bytes that are none and leaves that are unsigned", async () => {
    const changed = encodeLaneLeaf({ ...decodeLaneLeaf(second), commitment: decodeLaneLeaf(first).commitment });
    const read = await parseForMonitor([first.subarray(1), changed, home.random(214), second, new Uint8Array()]);
    expect(read.map((leaf) => leaf?.isSigned)).toEqual([undefined, false, undefined, true, undefined]);
    expect(await parseForMonitor([])).toEqual([]);
  });

  it("are none with a key that verifies nothing, also among so many that keys are judged together", async () => {
    const many = Array.from({ length: 160 }, (_, i) => withNextKey(signerFromSeed(home.random(32)).publicKey, i));
    const bad = decodeHex("0200000000000000000000000000000000000000000000000000000000000000");
    const read = await parseForMonitor(many.with(99, withNextKey(bad, 0)));
    expect(read.flatMap((leaf, i) => (leaf === undefined ? [i] : []))).toEqual([99]);
    // Its signature covers the key that it announces.
    expect(read.some((leaf) => leaf?.isSigned)).toBe(false);
  });

  it("cannot begin a lane that their key does not name", async () => {
    const other = await LoggedHousehold.create("monitored neighbour");
    const leaf = decodeLaneLeaf(other.leaves[0]?.leaf ?? first);
    const squatting = encodeLaneLeaf({ ...leaf, lane: decodeLaneLeaf(first).lane });
    expect(await parseForMonitor([squatting])).toMatchObject([{ isSigned: false }]);
  });

  it("have a name for each of a monitor's findings", () => {
    expect(laneRefusalOf("duplicate_slot")).toBe("lane.fork");
    expect(laneRefusalOf("wrong_key")).toBe("lane.wrong_key");
  });
});

/** The second leaf, announcing another key: no longer signed by anyone. */
function withNextKey(key: Uint8Array, slot: number): Uint8Array {
  return encodeLaneLeaf({ ...decodeLaneLeaf(second ?? key), slot, next: key as VerifyKey });
}
