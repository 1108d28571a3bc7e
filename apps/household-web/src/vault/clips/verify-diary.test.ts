// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Hash } from "@nightlatch/crypto/keys";
import { signManifest } from "@nightlatch/protocol/seal";
import { manifestHash, type CameraId, type ManifestContent } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { verifyDiary } from "./verify-diary.ts";

const CAMERA = new Uint8Array(16).fill(3) as Uint8Array as CameraId;
const OTHER_CAMERA = new Uint8Array(16).fill(4) as Uint8Array as CameraId;
const HEARTBEAT: ManifestContent = { kind: "heartbeat" };

describe("verifyDiary", () => {
  let household: TestHousehold;
  let diary: readonly Uint8Array[];

  beforeAll(async () => {
    household = await testHousehold("verify-diary");
    diary = await write(CAMERA, 5);
  });

  it("takes a chain from its beginning", () => {
    expect(verifyDiary(diary, CAMERA, household.state).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
  });

  it("takes a stretch from the middle", () => {
    expect(verifyDiary(diary.slice(2, 4), CAMERA, household.state).map(({ n }) => n)).toEqual([2, 3]);
  });

  it("finds nothing in nothing", () => {
    expect(verifyDiary([], CAMERA, household.state)).toEqual([]);
  });

  it("notices an item that was left out", () => {
    expect(codeOf([...diary.slice(0, 2), ...diary.slice(3)])).toBe("manifest.broken_chain");
  });

  it("notices two items that changed places", () => {
    expect(codeOf([0, 2, 1, 3].map((i) => diary[i] ?? new Uint8Array()))).toBe("manifest.broken_chain");
  });

  it("notices an item in the middle that the hub never signed, by the hash of the next", async () => {
    const { member } = household;
    const forged = await signManifest(member, itemAt(1, manifestHash(diary[0] ?? new Uint8Array())));
    expect(codeOf([diary[0] ?? new Uint8Array(), forged, ...diary.slice(2)])).toBe("manifest.broken_chain");
  });

  it("does not take a member's word for the last item", async () => {
    const forged = await signManifest(household.member, itemAt(5, manifestHash(diary[4] ?? new Uint8Array())));
    expect(codeOf([...diary, forged])).toBe("protocol.not_allowed");
  });

  it("notices another camera's diary", async () => {
    expect(codeOf(await write(OTHER_CAMERA, 2))).toBe("manifest.broken_chain");
  });

  async function write(camera: CameraId, length: number): Promise<readonly Uint8Array[]> {
    const signed: Uint8Array[] = [];
    let prev = new Uint8Array(32) as Uint8Array as Hash;
    for (let n = 0; n < length; n += 1) {
      const item = await signManifest(household.hub, { ...itemAt(n, prev), camera });
      signed.push(item);
      prev = manifestHash(item);
    }
    return signed;
  }

  function itemAt(n: number, prev: Hash) {
    return { lane: household.state.lane, camera: CAMERA, n, prev, atMs: TEST_NOW_MS + n, content: HEARTBEAT };
  }

  function codeOf(signed: readonly Uint8Array[]): string {
    try {
      verifyDiary(signed, CAMERA, household.state);
      return "none";
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  }
});
