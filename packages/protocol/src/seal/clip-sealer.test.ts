// SPDX-License-Identifier: AGPL-3.0-or-later
import { merkleLeafHash } from "@nightlatch/crypto/merkle";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openClip } from "../open/index.ts";
import { decodeClipOpening, TRACKS, type BootId, type CameraId } from "../wire/index.ts";
import { createClipSealer, manifestLeaves, type ClipSealer } from "./index.ts";

const INIT = { track: TRACKS.init, startsGop: false, plain: Uint8Array.of(1, 2, 3) } as const;
const KEY_FRAME = { track: TRACKS.video, startsGop: true, plain: new Uint8Array(70_000).fill(9) } as const;

describe("ClipSealer", () => {
  let home: TestHousehold;
  let sealer: ClipSealer;

  beforeAll(async () => {
    home = await testHousehold("clip-sealer");
  });
  beforeEach(async () => {
    const { hub, state, group, epoch, random } = home;
    sealer = await createClipSealer({
      hub,
      lane: state.lane,
      group,
      camera: random(16) as Uint8Array as CameraId,
      epochKey: epoch,
      seq: state.seq,
      boot: random(16) as Uint8Array as BootId,
      startMs: TEST_NOW_MS,
      random,
    });
  });

  it("gives the leaves that whoever opens the clip finds", async () => {
    const opener = await openClip(decodeClipOpening(sealer.opening), home.state, home.keyring);
    for (const plain of [INIT, KEY_FRAME]) {
      const sealed = await sealer.sealFragment(plain);
      const opened = await opener.openFragment(sealed.frame);
      const { sealedLeaf, plainLeaf } = opened;
      expect(manifestLeaves(sealed)).toEqual({ sealedLeaf, plainLeaf });
      expect(plainLeaf).toEqual(merkleLeafHash(opener.saltOf(sealed.sequence), plain.plain));
    }
  });

  it("opens fragments that were begun at once, in whatever order", async () => {
    const opener = await openClip(decodeClipOpening(sealer.opening), home.state, home.keyring);
    const sealed = [await sealer.sealFragment(INIT)];
    for (let i = 0; i < 5; i += 1) sealed.push(await sealer.sealFragment(KEY_FRAME));
    const opened = await Promise.all(sealed.toReversed().map(({ frame }) => opener.openFragment(frame)));
    expect(opened.map(({ sequence }) => sequence)).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it("refuses anything but the init segment first, and the init segment again", async () => {
    await expect(sealer.sealFragment(KEY_FRAME)).rejects.toThrow("invariant");
    await expect(sealer.sealFragment(INIT)).rejects.toThrow("invariant");
  });

  it("neither seals nor salts once it was destroyed", async () => {
    const sealed = await sealer.sealFragment(INIT);
    sealer.destroy();
    sealer.destroy();
    await expect(sealer.sealFragment(KEY_FRAME)).rejects.toThrow("invariant");
    expect(() => manifestLeaves(sealed)).toThrow("invariant");
  });
});
