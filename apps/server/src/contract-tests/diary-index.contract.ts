// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every clip index promises of diaries: one chain a camera, no number twice, none left out. */
import { describe, expect, it } from "vitest";
import type { ClipIndex, StoredManifest } from "../ports/clip-index.ts";
import type { CameraId, ClipId, LaneId } from "../ports/stored-types.ts";
import type { OpenClipIndex } from "./clip-index.contract.ts";
import { drawCamera, drawClip, drawGroup, drawHash } from "./drawn-values.ts";

export function diaryIndexContract(name: string, open: OpenClipIndex): void {
  describe(`${name} keeps the promises of a diary`, () => {
    it("takes the next number only", async () => {
      await using opened = await open();
      const { index } = opened;
      const [lane, camera] = [await opened.newLane(), drawCamera()];
      expect(await index.lastManifest(lane, camera)).toBeUndefined();
      expect(await index.appendManifest(lane, camera, item(1))).toBe(false);
      const first = item(0);
      expect(await index.appendManifest(lane, camera, first)).toBe(true);
      expect(await index.appendManifest(lane, camera, item(0))).toBe(false);
      expect(await index.appendManifest(lane, camera, item(2))).toBe(false);
      expect(await index.lastManifest(lane, camera)).toEqual(first);
    });

    it("lets one of many that come at once have a number", async () => {
      await using opened = await open();
      const { index } = opened;
      const [lane, camera] = [await opened.newLane(), drawCamera()];
      const taken = await Promise.all(Array.from({ length: 6 }, () => index.appendManifest(lane, camera, item(0))));
      expect(taken.filter((isFirst) => isFirst)).toHaveLength(1);
    });

    it("closes the clip in the same step, and no clip when the number is refused", async () => {
      await using opened = await open();
      const { index } = opened;
      const [lane, camera, clip] = [await opened.newLane(), drawCamera(), drawClip()];
      await index.addClip(lane, { clip, camera, group: drawGroup(), readers: [], opening: drawHash(), startMs: 5 });
      await index.appendManifest(lane, camera, item(7, 9, clip));
      expect((await index.findClip(lane, clip))?.endMs).toBeUndefined();
      const closing = item(0, 9, clip);
      await index.appendManifest(lane, camera, closing);
      expect(await index.findClip(lane, clip)).toMatchObject({ endMs: 9, manifest: closing.manifest });
    });

    it("keeps an item when its clip is removed", async () => {
      await using opened = await open();
      const { index } = opened;
      const [lane, camera, clip] = [await opened.newLane(), drawCamera(), drawClip()];
      await index.addClip(lane, { clip, camera, group: drawGroup(), readers: [], opening: drawHash(), startMs: 5 });
      await index.appendManifest(lane, camera, item(0, 9, clip));
      await index.removeClip(lane, clip);
      expect((await index.lastManifest(lane, camera))?.n).toBe(0);
    });

    it("reads in order from a number on, without what ended before a time, no more than asked for", async () => {
      await using opened = await open();
      const { index } = opened;
      const [lane, camera] = [await opened.newLane(), drawCamera()];
      for (const n of [0, 1, 2, 3]) await index.appendManifest(lane, camera, item(n, n * 100));
      expect(await numbers(index, lane, camera, { n: 0, endsAfterMs: 0 }, 10)).toEqual([0, 1, 2, 3]);
      expect(await numbers(index, lane, camera, { n: 1, endsAfterMs: 0 }, 2)).toEqual([1, 2]);
      expect(await numbers(index, lane, camera, { n: 0, endsAfterMs: 200 }, 10)).toEqual([2, 3]);
      expect(await numbers(index, lane, camera, { n: 4, endsAfterMs: 0 }, 10)).toEqual([]);
    });

    it("keeps cameras and households apart", async () => {
      await using opened = await open();
      const { index } = opened;
      const [lane, other, camera] = [await opened.newLane(), await opened.newLane(), drawCamera()];
      await index.appendManifest(lane, camera, item(0));
      expect(await index.lastManifest(other, camera)).toBeUndefined();
      expect(await index.lastManifest(lane, drawCamera())).toBeUndefined();
      expect(await index.appendManifest(other, camera, item(0))).toBe(true);
    });
  });
}

async function numbers(
  index: ClipIndex,
  lane: LaneId,
  camera: CameraId,
  from: Readonly<{ n: number; endsAfterMs: number }>,
  limit: number,
): Promise<readonly number[]> {
  return (await index.readManifests(lane, camera, from, limit)).map(({ n }) => n);
}

function item(n: number, endsMs = n, clip?: ClipId): StoredManifest {
  const plain = { n, endsMs, hash: drawHash(), manifest: drawHash() };
  return clip === undefined ? plain : { ...plain, clip: { clip, endMs: endsMs } };
}
