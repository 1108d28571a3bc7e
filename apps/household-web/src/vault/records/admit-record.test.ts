// SPDX-License-Identifier: AGPL-3.0-or-later
import { removeDevices } from "@nightlatch/protocol/keys";
import type { CameraId, DeviceId, LedgerState, RecordHeader } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { admitRecord } from "./admit-record.ts";

const CAMERA = new Uint8Array(16).fill(1) as Uint8Array as CameraId;

describe("admitRecord", () => {
  let household: TestHousehold;
  let afterRemoval: LedgerState;

  beforeAll(async () => {
    household = await testHousehold("admit-record");
    const { owner, random, state, keyring, member } = household;
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    ({ state: afterRemoval } = await removeDevices(making, { state, keyring, remove: [member.id] }));
  });

  it("takes a newer version", () => {
    expect(admit(named(household.member.id, 2), 1, "new")).toBe("admitted");
  });

  it("does not take the same version again, whatever it says", () => {
    expect(admit(named(household.owner.id, 3), 3, "new")).toBe("stale");
  });

  it("does not go back to an older version", () => {
    expect(admit(named(household.owner.id, 2), 3, "new")).toBe("stale");
  });

  it("lets a hub introduce a camera", () => {
    expect(admit(camera(household.hub.id, 1), 0, "new")).toBe("admitted");
  });

  it("does not let a hub rename or remove a camera later", () => {
    expect(admit(camera(household.hub.id, 2), 1, "new")).toBe("not_allowed");
  });

  it("does not take what first came after its author was put out", () => {
    expect(admit(named(household.member.id, 2 ** 32), 0, "new", afterRemoval)).toBe("author_removed");
  });

  it("goes on believing what it had from an author who was put out since", () => {
    expect(admit(named(household.member.id, 1), 0, "kept", afterRemoval)).toBe("admitted");
  });

  it("does not obey someone who was let in and is not in the witnessed log yet", () => {
    expect(admit(named(household.member.id, 1), 0, "new", household.state, 2)).toBe("author_unproved");
  });

  it("does not take a camera from a hub that is not in the witnessed log yet", () => {
    expect(admit(camera(household.hub.id, 1), 0, "new", household.state, 1)).toBe("author_unproved");
  });

  it("obeys the founder, whom pairing compared, before there is any log", () => {
    expect(admit(named(household.owner.id, 1), 0, "new", household.state, -1)).toBe("admitted");
  });

  function admit(
    header: RecordHeader,
    knownVersion: number,
    origin: "new" | "kept",
    state = household.state,
    provedSeq = state.seq,
  ) {
    return admitRecord(header, { state, log: { provedSeq }, knownVersion, origin });
  }

  function named(author: DeviceId, version: number): RecordHeader {
    return header("device", household.member.id, author, version);
  }

  function camera(author: DeviceId, version: number): RecordHeader {
    return header("camera", CAMERA, author, version);
  }

  function header(kind: RecordHeader["kind"], id: RecordHeader["id"], author: DeviceId, version: number): RecordHeader {
    const to = { kind: "epoch", epoch: household.epoch.pkHash } as const;
    return { lane: household.state.lane, kind, id, version, author, to, atMs: TEST_NOW_MS };
  }
});
