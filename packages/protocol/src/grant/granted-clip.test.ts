// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Hash } from "@nightlatch/crypto/keys";
import { seededRandom, TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { openClip } from "../open/index.ts";
import { createClipSealer, type ClipPlan } from "../seal/index.ts";
import {
  decodeClipOpening,
  GRANT_BOX_BYTES,
  TRACKS,
  verifyClipOpening,
  type BootId,
  type CameraId,
} from "../wire/index.ts";
import { openGrantedClip, staffFromSeed, type StaffSecrets } from "./index.ts";

const INIT = { track: TRACKS.init, startsGop: false, plain: Uint8Array.of(1) } as const;
const PICTURE = { track: TRACKS.video, startsGop: true, plain: Uint8Array.of(2) } as const;
const SOUND = { track: TRACKS.audio, startsGop: false, plain: Uint8Array.of(3) } as const;

describe("a clip that is granted live", () => {
  let home: TestHousehold;
  let staff: StaffSecrets;
  let grant: Hash;

  beforeAll(async () => {
    home = await testHousehold("granted clip");
    const random = seededRandom("granted clip staff");
    staff = await staffFromSeed(random(32));
    grant = random(32) as Uint8Array as Hash;
  });

  const clipFor = (grants: ClipPlan["grants"] = []) => {
    const { hub, state, group, epoch, random } = home;
    return createClipSealer({
      hub,
      lane: state.lane,
      group,
      camera: random(16) as Uint8Array as CameraId,
      epochKey: epoch,
      grants,
      seq: state.seq,
      boot: random(16) as Uint8Array as BootId,
      startMs: TEST_NOW_MS,
      random,
    });
  };

  it("opens to the household as any other does", async () => {
    const sealer = await clipFor([{ grant, hpke: staff.publicKeys.hpke, sound: true }]);
    const opening = decodeClipOpening(sealer.opening);
    verifyClipOpening(opening, home.state);
    const opener = await openClip(opening, home.state, home.keyring);
    const { frame } = await sealer.sealFragment(INIT);
    expect((await opener.openFragment(frame)).plain).toEqual(INIT.plain);
  });

  it("gives staff the picture, and the sound where it was granted", async () => {
    for (const sound of [true, false]) {
      const sealer = await clipFor([{ grant, hpke: staff.publicKeys.hpke, sound }]);
      const clip = await openGrantedClip(staff, { grant, opening: sealer.opening });
      const opened = [];
      for (const fragment of [INIT, PICTURE, SOUND]) {
        opened.push(await clip.openFragment((await sealer.sealFragment(fragment)).frame));
      }
      const plains = opened.map((fragment) => fragment?.plain);
      expect(plains).toEqual([INIT.plain, PICTURE.plain, sound ? SOUND.plain : undefined]);
      expect(clip.tracks).toHaveLength(sound ? 3 : 2);
      expect(clip.hub).toEqual(home.hub.publicKeys.ledger);
    }
  });

  it("has boxes of two sizes, which the protocol names", async () => {
    const sealer = await clipFor();
    const opener = await openClip(decodeClipOpening(sealer.opening), home.state, home.keyring);
    const target = { grant, hpke: staff.publicKeys.hpke };
    const hub = home.hub.publicKeys.ledger;
    expect(await opener.sealGrantBox({ ...target, sound: false }, hub)).toHaveLength(GRANT_BOX_BYTES.silent);
    expect(await opener.sealGrantBox({ ...target, sound: true }, hub)).toHaveLength(GRANT_BOX_BYTES.withSound);
  });

  it("opens nothing to staff of a clip from before or after the grant", async () => {
    const opened = openGrantedClip(staff, { grant, opening: (await clipFor()).opening });
    await expect(opened).rejects.toMatchObject({ code: "protocol.unknown_epoch" });
  });

  it("opens nothing when one byte of the opening was changed", async () => {
    const { opening } = await clipFor([{ grant, hpke: staff.publicKeys.hpke, sound: true }]);
    const refusals = new Set<string>();
    for (let at = 0; at < opening.length; at += 97) {
      const changed = Uint8Array.from(opening);
      changed[at] = (changed[at] ?? 0) ^ 4;
      const attempt = openGrantedClip(staff, { grant, opening: changed });
      refusals.add(await attempt.then(() => "opened", codeOf));
    }
    expect(refusals).not.toContain("opened");
    expect(refusals).toContain("crypto.open_failed");
    expect(refusals).toContain("protocol.bad_signature");
  });
});

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "no code";
}
