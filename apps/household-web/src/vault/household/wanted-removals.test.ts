// SPDX-License-Identifier: AGPL-3.0-or-later
import { seededRandom } from "@nightlatch/testkit";
import { ID_BYTES, type DeviceId } from "@nightlatch/protocol/wire";
import { beforeEach, describe, expect, it } from "vitest";
import { WantedRemovals } from "./wanted-removals.ts";

const random = seededRandom("wanted removals");
const device = () => random(ID_BYTES) as Uint8Array as DeviceId;

describe("WantedRemovals", () => {
  const [one, other] = [device(), device()];
  let wanted: WantedRemovals;

  beforeEach(() => {
    wanted = new WantedRemovals();
  });

  it("begins with what is known now", () => {
    expect(wanted.note([one], 7)).toBe(7);
  });

  it("keeps the first attempt when it is made again", () => {
    wanted.note([one], 7);
    expect(wanted.note([one], 9)).toBe(7);
  });

  it("knows nothing earlier of another device", () => {
    wanted.note([one], 7);
    expect(wanted.note([other], 9)).toBe(9);
  });

  it("counts from the earliest of several", () => {
    wanted.note([one], 7);
    expect(wanted.note([other, one], 9)).toBe(7);
  });

  it("forgets who is out", () => {
    wanted.note([one], 7);
    wanted.forget([one]);
    expect(wanted.note([one], 9)).toBe(9);
  });
});
