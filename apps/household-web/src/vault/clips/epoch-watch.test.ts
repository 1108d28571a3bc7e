// SPDX-License-Identifier: AGPL-3.0-or-later
import { removeDevices } from "@nightlatch/protocol/keys";
import type { LedgerState } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { EpochWatch, HUB_HEARS_WITHIN_MS } from "./epoch-watch.ts";
import { MemoryEpochs } from "./clip-server.fixture.ts";

describe("EpochWatch", () => {
  let household: TestHousehold;
  let rotated: LedgerState;

  beforeAll(async () => {
    household = await testHousehold("epoch-watch");
    const { owner, random, state, keyring } = household;
    ({ state: rotated } = await removeDevices({ actor: owner, random, nowMs: 1 }, { state, keyring, remove: [] }));
  });

  it("lets a hub use the newest key it was told of", async () => {
    expect((await watchAt(TEST_NOW_MS)).problemOf(clipAt(TEST_NOW_MS * 2), household.state)).toBeUndefined();
  });

  it("finds a hub that goes on under an old key", async () => {
    const watch = await watchAt(TEST_NOW_MS);
    expect(watch.problemOf(clipAt(TEST_NOW_MS + HUB_HEARS_WITHIN_MS + 1), rotated)?.code).toBe("hub.behind");
  });

  it("gives the hub time to hear of it", async () => {
    const watch = await watchAt(TEST_NOW_MS);
    expect(watch.problemOf(clipAt(TEST_NOW_MS + HUB_HEARS_WITHIN_MS), rotated)).toBeUndefined();
  });

  it("remembers over a reload when it learned of the new key", async () => {
    const store = new MemoryEpochs();
    await watchAt(TEST_NOW_MS, store);
    const later = await watchAt(TEST_NOW_MS + 3_600_000, store);
    expect(later.problemOf(clipAt(TEST_NOW_MS + 1_000_000), rotated)?.code).toBe("hub.behind");
  });

  it("blames no clip for a change that this browser had not heard of either", async () => {
    const watch = new EpochWatch(new MemoryEpochs(), () => TEST_NOW_MS);
    await watch.note(household.state);
    expect(watch.problemOf(clipAt(TEST_NOW_MS * 2), rotated)).toBeUndefined();
  });

  function clipAt(startMs: number) {
    return { epoch: household.epoch.pkHash, startMs };
  }

  async function watchAt(nowMs: number, store = new MemoryEpochs()): Promise<EpochWatch> {
    const watch = new EpochWatch(store, () => nowMs);
    await watch.note(rotated);
    return watch;
  }
});
