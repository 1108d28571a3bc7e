// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every clip index promises of clips and their parts. Its diary side has a suite of its own. */
import { compareBytes } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import type { ClipFilter, ClipIndex, NewClip, StoredClip, StoredPart } from "../ports/clip-index.ts";
import type { CameraId, LaneId } from "../ports/stored-types.ts";
import { drawCamera, drawClip, drawDevice, drawGroup, drawHash } from "./drawn-values.ts";

/** `newLane` makes a household that the index knows of. */
export type OpenClipIndex = () => Promise<
  AsyncDisposable & Readonly<{ index: ClipIndex; newLane: () => Promise<LaneId> }>
>;

export function clipIndexContract(name: string, open: OpenClipIndex): void {
  describe(`${name} keeps the promises of a clip index`, () => {
    it("tells a clip that is new from the same one again and from another under its id", async () => {
      await using opened = await open();
      const { index } = opened;
      const lane = await opened.newLane();
      const clip = newClip();
      expect(await index.addClip(lane, clip)).toBe("stored");
      expect(await index.addClip(lane, clip)).toBe("same");
      expect(await index.addClip(lane, { ...clip, opening: drawHash() })).toBe("other");
      expect(await index.findClip(lane, clip.clip)).toEqual(shown(clip));
    });

    it("tells a part that is new from the same bytes again, from others, and from a clip that is not there", async () => {
      await using opened = await open();
      const { index } = opened;
      const lane = await opened.newLane();
      const { clip } = await added(index, lane);
      const one = part(0);
      expect(await index.addPart(lane, clip, one)).toBe("stored");
      expect(await index.addPart(lane, clip, one)).toBe("same");
      expect(await index.addPart(lane, clip, part(0))).toBe("other");
      expect(await index.addPart(lane, drawClip(), part(0))).toBe("no-clip");
      expect((await index.findClip(lane, clip))?.parts).toEqual([one]);
    });

    it("lets one of many that come at once be a part", async () => {
      await using opened = await open();
      const { index } = opened;
      const lane = await opened.newLane();
      const { clip } = await added(index, lane);
      const placed = await Promise.all(Array.from({ length: 6 }, () => index.addPart(lane, clip, part(0, 10))));
      expect(placed.filter((one) => one === "stored")).toHaveLength(1);
      expect(await index.usedBytes(lane)).toBe(10);
    });

    it("counts each byte once, and gives them back with the clip", async () => {
      await using opened = await open();
      const { index } = opened;
      const [lane, other] = [await opened.newLane(), await opened.newLane()];
      const { clip } = await added(index, lane);
      const one = part(0, 100);
      await index.addPart(lane, clip, one);
      await index.addPart(lane, clip, one);
      await index.addPart(lane, clip, part(1, 11));
      expect([await index.usedBytes(lane), await index.usedBytes(other)]).toEqual([111, 0]);
      expect(await index.removeClip(lane, clip)).toBe(true);
      expect(await index.removeClip(lane, clip)).toBe(false);
      expect(await index.usedBytes(lane)).toBe(0);
      expect(await index.findClip(lane, clip)).toBeUndefined();
    });

    it("gives parts back in the order of their index, however they came", async () => {
      await using opened = await open();
      const { index } = opened;
      const lane = await opened.newLane();
      const { clip } = await added(index, lane);
      for (const at of [2, 10, 0, 1]) await index.addPart(lane, clip, part(at));
      expect((await index.findClip(lane, clip))?.parts.map((one) => one.index)).toEqual([0, 1, 2, 10]);
    });

    it("keeps households apart, also under one clip id", async () => {
      await using opened = await open();
      const { index } = opened;
      const [lane, other] = [await opened.newLane(), await opened.newLane()];
      const mine = await added(index, lane);
      expect(await index.findClip(other, mine.clip)).toBeUndefined();
      expect(await index.addPart(other, mine.clip, part(0))).toBe("no-clip");
      expect(await index.removeClip(other, mine.clip)).toBe(false);
      expect(await listed(index, other, mine.camera, 0, Number.MAX_SAFE_INTEGER)).toEqual([]);
      expect(await index.addClip(other, { ...mine, opening: drawHash() })).toBe("stored");
      expect(await index.findClip(lane, mine.clip)).toEqual(shown(mine));
    });

    it("lists what overlaps a time: open clips count as a minute, ends and starts are inside", async () => {
      await using opened = await open();
      const { index } = opened;
      const lane = await opened.newLane();
      const camera = drawCamera();
      const closed = await added(index, lane, { camera, startMs: 1_000_000 });
      await index.appendManifest(lane, camera, {
        n: 0,
        hash: drawHash(),
        manifest: drawHash(),
        endsMs: 1_010_000,
        clip: { clip: closed.clip, endMs: 1_010_000 },
      });
      const running = await added(index, lane, { camera, startMs: 1_010_001 });
      await added(index, lane, { startMs: 1_000_000 });
      const at = async (fromMs: number, toMs: number) => listed(index, lane, camera, fromMs, toMs);
      expect(await at(0, 999_999)).toEqual([]);
      expect(await at(0, 1_000_000)).toEqual([closed.clip]);
      expect(await at(1_010_000, 1_010_000)).toEqual([closed.clip]);
      expect(await at(1_010_001, 2_000_000)).toEqual([running.clip]);
      expect(await at(1_070_001, 2_000_000)).toEqual([running.clip]);
      expect(await at(1_070_002, 2_000_000)).toEqual([]);
    });

    it("lists for a filter the clips of its groups and those with a key for its device, and no others", async () => {
      await using opened = await open();
      const { index } = opened;
      const lane = await opened.newLane();
      const [camera, group, device] = [drawCamera(), drawGroup(), drawDevice()];
      const ofGroup = await added(index, lane, { camera, group, startMs: 1 });
      const forDevice = await added(index, lane, { camera, readers: [drawDevice(), device], startMs: 2 });
      await added(index, lane, { camera, readers: [drawDevice()], startMs: 3 });
      const seen = async (filter: ClipFilter) =>
        (await index.listClips(lane, camera, 0, 10, 100, filter)).map(({ clip }) => clip);
      expect(await seen({ groups: [drawGroup(), group], device })).toEqual([ofGroup.clip, forDevice.clip]);
      expect(await seen({ groups: [], device })).toEqual([forDevice.clip]);
      expect(await seen({ groups: [group], device: drawDevice() })).toEqual([ofGroup.clip]);
      expect(await seen({ groups: [], device: drawDevice() })).toEqual([]);
      await index.removeClip(lane, forDevice.clip);
      expect(await seen({ groups: [], device })).toEqual([]);
    });

    it("remembers for which groups a camera recorded, also when its clips are gone", async () => {
      await using opened = await open();
      const { index } = opened;
      const [lane, other] = [await opened.newLane(), await opened.newLane()];
      const [camera, first, second] = [drawCamera(), drawGroup(), drawGroup()];
      expect(await index.groupsOf(lane, camera)).toEqual([]);
      const { clip } = await added(index, lane, { camera, group: first });
      for (const group of [first, second]) await added(index, lane, { camera, group });
      await index.removeClip(lane, clip);
      expect([...(await index.groupsOf(lane, camera))].sort(compareBytes)).toEqual([first, second].sort(compareBytes));
      expect(await index.groupsOf(other, camera)).toEqual([]);
      expect(await index.groupsOf(lane, drawCamera())).toEqual([]);
    });

    it("lists the oldest first and no more than asked for", async () => {
      await using opened = await open();
      const { index } = opened;
      const lane = await opened.newLane();
      const camera = drawCamera();
      const starts = [300_000, 100_000, 200_000];
      for (const startMs of starts) await added(index, lane, { camera, startMs });
      const found = await index.listClips(lane, camera, 90_000, 400_000, 2);
      expect(found.map(({ startMs }) => startMs)).toEqual([100_000, 200_000]);
    });
  });
}

async function added(index: ClipIndex, lane: LaneId, over: Partial<NewClip> = {}): Promise<NewClip> {
  const clip = newClip(over);
  await index.addClip(lane, clip);
  return clip;
}

async function listed(index: ClipIndex, lane: LaneId, camera: CameraId, fromMs: number, toMs: number) {
  return (await index.listClips(lane, camera, fromMs, toMs, 100)).map(({ clip }) => clip);
}

function newClip(over: Partial<NewClip> = {}): NewClip {
  const plain = { clip: drawClip(), camera: drawCamera(), opening: drawHash(), startMs: 1_000_000 };
  return { ...plain, group: drawGroup(), readers: [], ...over };
}

/** As it comes back: who may see it stands in the opening. */
function shown({ clip, camera, opening, startMs }: NewClip): StoredClip {
  return { clip, camera, opening, startMs, parts: [] };
}

function part(index: number, sizeBytes = 1): StoredPart {
  return { index, sizeBytes, sha256: drawHash() };
}
