// SPDX-License-Identifier: AGPL-3.0-or-later
import { LoggedHousehold } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { decodeLaneLeaf, encodeLaneLeaf } from "../wire/index.ts";
import { laneRefusalOf, parseForMonitor } from "./monitor-leaf.ts";

const home = await LoggedHousehold.create("monitored");
const [first, second] = home.leaves.map(({ leaf }) => leaf);
if (first === undefined || second === undefined) throw new Error("two leaves");

describe("a lane leaf for a monitor", () => {
  it("links to the one before it and is signed by whom that one announced", async () => {
    const [before, leaf] = [parseForMonitor(first), parseForMonitor(second)];
    expect(leaf?.lane).toBe(before?.lane);
    expect(leaf).toMatchObject({ slot: 1, prev: before?.hash, key: before?.next });
    expect(await before?.isSigned()).toBe(true);
    expect(await leaf?.isSigned()).toBe(true);
  });

  it("is none for other bytes, and unsigned with a changed commitment", async () => {
    expect(parseForMonitor(first.subarray(1))).toBeUndefined();
    expect(parseForMonitor(home.random(214))).toBeUndefined();
    const changed = { ...decodeLaneLeaf(second), commitment: decodeLaneLeaf(first).commitment };
    expect(await parseForMonitor(encodeLaneLeaf(changed))?.isSigned()).toBe(false);
  });

  it("cannot begin a lane that its key does not name", async () => {
    const other = await LoggedHousehold.create("monitored neighbour");
    const leaf = decodeLaneLeaf(other.leaves[0]?.leaf ?? first);
    const squatting = encodeLaneLeaf({ ...leaf, lane: decodeLaneLeaf(first).lane });
    expect(await parseForMonitor(squatting)?.isSigned()).toBe(false);
  });

  it("has a name for each of a monitor's findings", () => {
    expect(laneRefusalOf("duplicate_slot")).toBe("lane.fork");
    expect(laneRefusalOf("wrong_key")).toBe("lane.wrong_key");
  });
});
