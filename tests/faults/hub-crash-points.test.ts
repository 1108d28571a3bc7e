// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Kills a real hub after each step of a clip's life (docs/design/life-of-a-clip.md), starts it again, and
 * looks at what its household then has at a real server.
 */
import { formatId, type ClipContent, type GapContent, type Manifest } from "@nightlatch/protocol/wire";
import { describe, expect, it } from "vitest";
import { CLIP_STEPS, type ClipStep } from "../../apps/hub/src/spool/clip-steps.ts";
import { clipsOf } from "./owners-eyes.ts";
import { Scene } from "./scene.ts";

/** A whole run: two hubs, four group commits, all uploads. */
const RUN_MS = 120_000;

/** Steps while a camera is recorded and its clip goes to the server, and which time to die at. */
const RECORDING_STEPS: readonly (readonly [ClipStep, number])[] = [
  ["opened", 2],
  ["written", 1],
  ["written", 3],
  ["synced", 1],
  ["synced", 3],
  ["ended", 1],
  ["closed", 1],
  ["openingSent", 1],
  ["partSent", 1],
  ["partNoted", 1],
  ["manifestSent", 1],
  ["manifestNoted", 1],
  ["dataForgotten", 1],
  ["dataDeleted", 1],
];
const EXPIRY_STEPS: readonly ClipStep[] = ["expiredAtServer", "expired"];

describe("a hub that is killed", () => {
  it("is killed after every step there is", () => {
    const killed = [...RECORDING_STEPS.map(([step]) => step), ...EXPIRY_STEPS];
    expect(new Set(killed)).toEqual(new Set(Object.keys(CLIP_STEPS)));
  });

  it.each(RECORDING_STEPS)(
    'loses nothing acknowledged after step "%s", time %i',
    async (step, count) => {
      await using scene = await Scene.start();
      await scene.die({ step, count }, { NIGHTLATCH_CACHE_BYTES: "0" });
      const acknowledged = await scene.acknowledged();
      const diary = await scene.recordOn();

      const clips = clipsOf(diary);
      for (const [clip, least] of acknowledged) expect(countOf(clips, clip)).toBeGreaterThanOrEqual(least);
      await scene.openAll(clips);
      if (acknowledged.size > 0) expectGapAfterCrash(diary);
    },
    RUN_MS,
  );

  it.each(EXPIRY_STEPS)(
    'goes on deleting what is too old after step "%s"',
    async (step) => {
      await using scene = await Scene.start();
      const old = clipsOf(await scene.recordOn());
      await scene.die({ step, count: 1 }, { NIGHTLATCH_RETENTION_BYTES: "1" });
      const diary = await scene.recordOn({ NIGHTLATCH_RETENTION_BYTES: "1" });

      expect(clipsOf(diary).map(({ clip }) => formatId(clip))).toEqual(
        expect.arrayContaining(old.map(({ clip }) => formatId(clip))),
      );
      for (const { clip } of old) {
        await expect(scene.home.session.call("readClip", { params: { clip: formatId(clip) } })).rejects.toMatchObject({
          code: "clip.unknown",
        });
      }
    },
    RUN_MS,
  );
});

function countOf(clips: readonly ClipContent[], clip: string): number {
  return clips.find((one) => formatId(one.clip) === clip)?.count ?? 0;
}

/** From where recording broke off to where it went on, the diary says so. */
function expectGapAfterCrash(diary: readonly Manifest[]): void {
  const gaps = diary.flatMap(({ content }): GapContent[] => (content.kind === "gap" ? [content] : []));
  const gap = gaps.find(({ reason }) => reason === "hub_stopped");
  const clips = clipsOf(diary);
  const [before, after] = [clips.at(-2), clips.at(-1)];
  expect(gap?.fromMs).toBe(before?.endMs);
  expect(gap?.toMs).toBeLessThanOrEqual(after?.startMs ?? 0);
}
