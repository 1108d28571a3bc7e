// SPDX-License-Identifier: AGPL-3.0-or-later
import {
  decodeClipOpening,
  formatId,
  type CameraId,
  type DeviceId,
  type Hash,
  type Manifest,
  type ManifestContent,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { composeTimeline, type ListedClip } from "./compose-timeline.ts";
import { recordClip, type RecordedClip } from "./recorded-clip.fixture.ts";

const CAMERA = new Uint8Array(16).fill(9) as Uint8Array as CameraId;
const CLIP_ENDS_MS = TEST_NOW_MS + 300;

describe("composeTimeline", () => {
  let household: TestHousehold;
  let clip: RecordedClip;
  let item: Manifest;

  beforeAll(async () => {
    household = await testHousehold("compose-timeline");
    clip = await recordClip(household, CAMERA, "Kpp", TEST_NOW_MS);
    item = itemOf(clip.signed, 4);
  });

  it("shows a clip that the diary names", () => {
    expect(compose([listed(item)], [item]).clips).toEqual([
      {
        id: formatId(clip.signed.clip),
        camera: "c",
        startMs: TEST_NOW_MS,
        endMs: CLIP_ENDS_MS,
        isComplete: true,
        isCut: false,
        sizeBytes: 10,
      },
    ]);
  });

  it("shows an unfinished clip as far as it has come", () => {
    expect(compose([listed(undefined)], []).clips[0]).toMatchObject({ isComplete: false, endMs: TEST_NOW_MS + 100 });
  });

  it("marks a clip that the diary does not name", () => {
    expect(problemOf(compose([listed(item)], [])).code).toBe("manifest.broken_chain");
  });

  it("marks a clip under another header than the diary names", () => {
    const other = itemOf({ ...clip.signed, header: new Uint8Array(32) as Uint8Array as Hash }, 4);
    expect(problemOf(compose([listed(item)], [other])).code).toBe("manifest.broken_chain");
  });

  it("marks every clip when the diary did not hold", () => {
    expect(problemOf(compose([listed(item)], undefined)).code).toBe("manifest.broken_chain");
  });

  it("shows the hub's own gaps", () => {
    const gap = itemOf({ kind: "gap", fromMs: TEST_NOW_MS - 50, toMs: TEST_NOW_MS, reason: "hub_stopped" }, 3);
    expect(compose([listed(item)], [gap, item]).gaps).toEqual([
      { fromMs: TEST_NOW_MS - 50, toMs: TEST_NOW_MS, reason: "hub_stopped" },
    ]);
  });

  it("shows a clip that the server lost as missing", () => {
    expect(compose([], [item]).gaps).toEqual([{ fromMs: TEST_NOW_MS, toMs: CLIP_ENDS_MS, reason: "missing" }]);
  });

  it("does not call a clip missing that was due to be deleted", () => {
    expect(compose([], [item], CLIP_ENDS_MS + 1).gaps).toEqual([]);
  });

  it("keeps gaps of other times to itself", () => {
    const gap = itemOf({ kind: "gap", fromMs: 0, toMs: 1, reason: "paused" }, 3);
    expect(compose([], [gap]).gaps).toEqual([]);
  });

  function compose(clips: readonly ListedClip[], diary: readonly Manifest[] | undefined, keptSinceMs = 0) {
    const [fromMs, toMs] = [TEST_NOW_MS - 1000, TEST_NOW_MS + 1000];
    return composeTimeline({ camera: "c", fromMs, toMs, clips, diary, keptSinceMs });
  }

  function listed(manifest: Manifest | undefined): ListedClip {
    const opening = decodeClipOpening(clip.opening);
    return { opening, sizeBytes: 10, lastMs: TEST_NOW_MS + 100, ...(manifest === undefined ? {} : { manifest }) };
  }

  function itemOf(content: ManifestContent, n: number): Manifest {
    const prev = new Uint8Array(32) as Uint8Array as Hash;
    const hub: DeviceId = household.hub.id;
    return { lane: household.state.lane, hub, camera: CAMERA, n, prev, atMs: TEST_NOW_MS, content };
  }
});

function problemOf({ clips }: ReturnType<typeof composeTimeline>): { code: string } {
  return clips[0]?.problem ?? { code: "none" };
}
