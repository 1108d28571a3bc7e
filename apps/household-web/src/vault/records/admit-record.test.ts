// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OpenedRecord, RecordContent } from "@nightlatch/protocol/open";
import type { CameraId, DeviceId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { admitRecord } from "./admit-record.ts";

const CAMERA = new Uint8Array(16).fill(1) as Uint8Array as CameraId;

describe("admitRecord", () => {
  let household: TestHousehold;

  beforeAll(async () => {
    household = await testHousehold("admit-record");
  });

  it("takes a newer version", () => {
    const { owner, member } = household;
    expect(admit(named(member.id, owner.id, 2), named(member.id, owner.id, 1))).toBe("admitted");
  });

  it("does not take the same version again, whatever it says", () => {
    const { owner, member } = household;
    expect(admit(named(member.id, owner.id, 3), named(member.id, owner.id, 3))).toBe("stale");
  });

  it("does not go back to an older version", () => {
    const { owner, member } = household;
    expect(admit(named(member.id, owner.id, 2), named(member.id, owner.id, 3))).toBe("stale");
  });

  it("lets a member name itself", () => {
    expect(admit(named(household.member.id, household.member.id, 1))).toBe("admitted");
  });

  it("does not let a member name another device", () => {
    expect(admit(named(household.owner.id, household.member.id, 1))).toBe("not_allowed");
  });

  it("does not let a hub name another device", () => {
    expect(admit(named(household.owner.id, household.hub.id, 1))).toBe("not_allowed");
  });

  it("lets a hub introduce a camera", () => {
    expect(admit(camera(household.hub.id, 1))).toBe("admitted");
  });

  it("does not let a hub rename or remove a camera later", () => {
    expect(admit(camera(household.hub.id, 2), camera(household.owner.id, 1))).toBe("not_allowed");
  });

  function admit(next: OpenedRecord, known?: OpenedRecord): string {
    return admitRecord(household.state, known, next);
  }

  function named(device: DeviceId, author: DeviceId, version: number): OpenedRecord {
    return record(device, author, version, { kind: "device", name: "Phone" });
  }

  function camera(author: DeviceId, version: number): OpenedRecord {
    const [hub, group] = [household.hub.id, household.group];
    const rules = { retentionDays: 0, retentionBytes: 0, removed: false };
    return record(CAMERA, author, version, { kind: "camera", name: "Door", hub, group, ...rules });
  }

  function record(id: CameraId | DeviceId, author: DeviceId, version: number, content: RecordContent): OpenedRecord {
    const { lane } = household.state;
    const to = { kind: "epoch", epoch: household.epoch.pkHash } as const;
    return { header: { lane, kind: content.kind, id, version, author, to, atMs: TEST_NOW_MS }, content };
  }
});
