// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Hash } from "@nightlatch/crypto/keys";
import {
  decodeClipOpening,
  formatId,
  type CameraId,
  type ManifestContent,
  manifestHash,
} from "@nightlatch/protocol/wire";
import { signManifest } from "@nightlatch/protocol/seal";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { composeTimeline, type ListedClip } from "./compose-timeline.ts";
import type { DiaryReading } from "./camera-diary.ts";
import type { DiaryItem } from "./diary-item.ts";
import { recordClip, type RecordedClip } from "./recorded-clip.fixture.ts";

const CAMERA = new Uint8Array(16).fill(9) as Uint8Array as CameraId;
const CLIP_ENDS_MS = TEST_NOW_MS + 300;

describe("composeTimeline", () => {
  let household: TestHousehold;
  let clip: RecordedClip;
  let item: DiaryItem;

  beforeAll(async () => {
    household = await testHousehold("compose-timeline");
    clip = await recordClip(household, CAMERA, "Kpp", TEST_NOW_MS);
    item = await itemOf(clip.signed, 4);
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
    const [young] = compose([listed(undefined)], []).clips;
    expect(young).toMatchObject({ isComplete: false, endMs: TEST_NOW_MS + 100 });
    expect(young?.problem).toBeUndefined();
  });

  it("takes the end from the diary when the server lists the clip as unfinished", () => {
    expect(compose([listed(undefined)], [item]).clips[0]).toMatchObject({ isComplete: true, endMs: CLIP_ENDS_MS });
  });

  it("marks a clip that should be finished by now and that nobody signed for", () => {
    const [nowMs, clips] = [TEST_NOW_MS + 120_001, [listed(undefined)]];
    expect(problemOf(compose(clips, [], { nowMs })).code).toBe("clip.unsigned");
    expect(problemOf(compose(clips, undefined, { nowMs })).code).toBe("clip.unsigned");
  });

  it("marks a clip that the diary does not name", () => {
    expect(problemOf(compose([listed(item)], [])).code).toBe("manifest.broken_chain");
  });

  it("marks a clip for which the server shows other signed bytes than the diary", async () => {
    const other = await itemOf({ ...clip.signed, count: 2, parts: clip.signed.parts.slice(0, 1) }, 4);
    const timeline = compose([listed(other)], [item]);
    expect(problemOf(timeline).code).toBe("manifest.broken_chain");
    expect(timeline.clips[0]?.endMs).toBe(CLIP_ENDS_MS);
  });

  it("marks a clip of which only the signature was changed", () => {
    const signed = Uint8Array.from(item.signed);
    signed[signed.length - 1] = (signed.at(-1) ?? 0) ^ 1;
    expect(problemOf(compose([listed({ ...item, signed })], [item])).code).toBe("manifest.broken_chain");
  });

  it("marks a clip under another header than the diary names", async () => {
    const other = await itemOf({ ...clip.signed, header: new Uint8Array(32) as Uint8Array as Hash }, 4);
    expect(problemOf(compose([listed(other)], [other])).code).toBe("manifest.broken_chain");
  });

  it("marks a clip that another hub's item names", () => {
    const other = { ...item, manifest: { ...item.manifest, hub: household.owner.id } };
    expect(problemOf(compose([listed(item)], [other])).code).toBe("manifest.broken_chain");
  });

  it("marks every clip when the diary did not hold", () => {
    expect(problemOf(compose([listed(item)], undefined)).code).toBe("manifest.broken_chain");
  });

  it("shows time without a clip as missing when the diary did not hold", () => {
    expect(compose([], undefined, { nowMs: TEST_NOW_MS + 500 }).gaps).toEqual([
      { fromMs: TEST_NOW_MS - 10_000, toMs: TEST_NOW_MS + 500, reason: "missing" },
    ]);
  });

  it("shows the time that the diary misses, but for clips in it", () => {
    const missing = [{ fromMs: TEST_NOW_MS - 5000, toMs: TEST_NOW_MS + 9000 }];
    expect(compose([listed(undefined)], [], {}, missing).gaps).toEqual([
      { fromMs: TEST_NOW_MS - 5000, toMs: TEST_NOW_MS, reason: "missing" },
      { fromMs: TEST_NOW_MS + 100, toMs: TEST_NOW_MS + 9000, reason: "missing" },
    ]);
  });

  it("shows the hub's own gaps", async () => {
    const gap = await itemOf({ kind: "gap", fromMs: TEST_NOW_MS - 50, toMs: TEST_NOW_MS, reason: "hub_stopped" }, 3);
    expect(compose([listed(item)], [gap, item]).gaps).toEqual([
      { fromMs: TEST_NOW_MS - 50, toMs: TEST_NOW_MS, reason: "hub_stopped" },
    ]);
  });

  it("shows a clip that the server lost as missing", () => {
    expect(compose([], [item]).gaps).toEqual([{ fromMs: TEST_NOW_MS, toMs: CLIP_ENDS_MS, reason: "missing" }]);
  });

  it("does not call a clip missing that may be for others alone", () => {
    expect(compose([], [item], { seesAll: false }).gaps).toEqual([]);
  });

  it("shows a stretch without a word of the hub also to a device that does not see everything", () => {
    const missing = [{ fromMs: TEST_NOW_MS - 5000, toMs: TEST_NOW_MS - 1000 }];
    expect(compose([], [], { seesAll: false }, missing).gaps).toMatchObject([{ reason: "missing" }]);
  });

  it("does not call a clip missing that was due to be deleted", () => {
    expect(compose([], [item], { keptSinceMs: CLIP_ENDS_MS + 1 }).gaps).toEqual([]);
  });

  it("keeps gaps of other times to itself", async () => {
    const gap = await itemOf({ kind: "gap", fromMs: 0, toMs: 1, reason: "paused" }, 3);
    expect(compose([], [gap]).gaps).toEqual([]);
  });

  function compose(
    clips: readonly ListedClip[],
    items: readonly DiaryItem[] | undefined,
    change: Readonly<{ keptSinceMs?: number; nowMs?: number; seesAll?: boolean }> = {},
    missing: DiaryReading["missing"] = [],
  ) {
    const [fromMs, toMs] = [TEST_NOW_MS - 10_000, TEST_NOW_MS + 10_000];
    const diary = items === undefined ? undefined : { items, missing };
    const facts = { keptSinceMs: 0, nowMs: TEST_NOW_MS + 10_000, seesAll: true, ...change };
    return composeTimeline({ camera: "c", fromMs, toMs, clips, diary, ...facts });
  }

  function listed(item: DiaryItem | undefined): ListedClip {
    const opening = decodeClipOpening(clip.opening);
    const signed = item === undefined ? {} : { signedManifest: item.signed };
    return { opening, sizeBytes: 10, lastMs: TEST_NOW_MS + 100, ...signed };
  }

  async function itemOf(content: ManifestContent, n: number): Promise<DiaryItem> {
    const prev = new Uint8Array(32) as Uint8Array as Hash;
    const manifest = { lane: household.state.lane, camera: CAMERA, n, prev, atMs: TEST_NOW_MS, content };
    const signed = await signManifest(household.hub, manifest);
    return { signed, hash: manifestHash(signed), manifest: { ...manifest, hub: household.hub.id } };
  }
});

function problemOf({ clips }: ReturnType<typeof composeTimeline>): { code: string } {
  return clips[0]?.problem ?? { code: "none" };
}
