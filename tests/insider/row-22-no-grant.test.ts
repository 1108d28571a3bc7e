// SPDX-License-Identifier: AGPL-3.0-or-later
import { openGrantedClip } from "@nightlatch/protocol/grant";
import type { Hash } from "@nightlatch/crypto/keys";
import { decodeClipOpening, formatId, splitFrames, type CameraId } from "@nightlatch/protocol/wire";
import { expect } from "vitest";
import { sealClip } from "../constellation/sealed-clip.ts";
import type { Member } from "../constellation/staffed-server.ts";
import { GrantedScene, PICTURE } from "./granted-scene.ts";
import { insiderRow } from "./insider-row.ts";
import { keysOnDisk, opensBy } from "./keys-on-disk.ts";
import { stopOf } from "./stop-of.ts";

const NOTHING = new Uint8Array();

insiderRow(
  {
    row: 22,
    attack: "staff asks for clips without a grant; the server hands out ciphertext and every sealed key",
    outcome: "I",
    codes: ["grant.unknown", "protocol.unknown_epoch", "crypto.open_failed", ""],
  },
  {
    /** The household's grant opens the very clip, with what the same server hands out. */
    async honest() {
      await using scene = await GrantedScene.open("row 22 honest");
      const { support } = scene.staff;
      const clip = await scene.record();
      const { grant } = await scene.release(support, [clip]);
      const box = await scene.boxFor(support, grant);
      const { opening, part } = await scene.fetch(support, grant, clip.clip);
      const opened = await openGrantedClip(support.secrets, { grant: grant.head, opening, box });
      const [, picture = NOTHING] = splitFrames(part).frames;
      expect((await opened.openFragment(picture))?.plain).toEqual(PICTURE);
    },

    /** A colleague was let in, so that boxes of grants lie there too; Sam was not. */
    async attack() {
      await using scene = await GrantedScene.open("row 22");
      const { support, colleague } = scene.staff;
      const clip = await scene.record();
      const { grant } = await scene.release(colleague, [clip]);
      await recordForColleague(scene, colleague);
      const { code } = await stopOf(scene.fetch(support, grant, clip.clip));

      const openings = openingsAt(scene);
      const boxes = boxesAt(scene, openings);
      expect(openings).toHaveLength(2);
      const heads = scene.insider.sql("SELECT grant_head FROM grants").map((row) => row["grant_head"] as Hash);
      expect(heads).toHaveLength(2);
      const nobodys = grant.head.map((byte) => byte ^ 1) as Hash;
      const bare = await codesOf(scene, openings, [grant.head, nobodys], [undefined]);
      const sealed = await codesOf(scene, openings, heads, boxes);
      const candidates = await keysOnDisk(scene.insider.dataDir);
      expect(candidates.length).toBeGreaterThan(1000);
      expect(opensBy(candidates, openings)).toEqual([]);
      return [
        { seen: "the server knows no grant for the one who asks", code },
        { seen: "no clip's opening has a key for a grant of other clips, nor for one that nobody gave", code: bare },
        { seen: `none of ${String(boxes.length)} sealed keys opens to this key, under any grant`, code: sealed },
        { seen: `none of ${String(Math.floor(candidates.length / 1000))},000 values on the disk is a key`, code: "" },
      ];
    },
  },
);

/** Live, with a key for the colleague in the opening itself. */
async function recordForColleague({ home, desk }: GrantedScene, colleague: Member): Promise<void> {
  const camera = home.home.random(16) as Uint8Array as CameraId;
  const { head, body } = await home.grant(colleague, { camera, sound: true, minutes: 5 });
  const grants = [{ grant: head, hpke: body.staff.hpke, sound: true }];
  const { clip, opening } = await sealClip(home.home, { camera, startMs: desk.clock.nowMs(), grants });
  await home.home.as.hub.call("putClip", { params: { clip: formatId(clip) }, body: opening });
}

function openingsAt({ insider }: GrantedScene): readonly Uint8Array[] {
  return insider.sql("SELECT opening FROM clips").map((row) => row["opening"] as Uint8Array);
}

/** Every box that the server has, whomever it is for: of epochs, of grants, and those in the clips' openings. */
function boxesAt({ insider }: GrantedScene, openings: readonly Uint8Array[]): readonly Uint8Array[] {
  const stored = ["seed_boxes", "grant_boxes"].flatMap((table) => insider.sql(`SELECT box FROM ${table}`));
  const inOpenings = openings.flatMap((opening) => decodeClipOpening(opening).keys.map(({ box }) => box));
  return [...stored.map((row) => row["box"] as Uint8Array), ...inOpenings];
}

/** The one code with which all of it fails. */
async function codesOf(
  { staff: { support } }: GrantedScene,
  openings: readonly Uint8Array[],
  heads: readonly Hash[],
  boxes: readonly (Uint8Array | undefined)[],
): Promise<string> {
  const codes = new Set<string>();
  for (const opening of openings) {
    for (const grant of heads) {
      for (const box of boxes) {
        const place = { grant, opening, ...(box === undefined ? {} : { box }) };
        codes.add((await stopOf(openGrantedClip(support.secrets, place))).code);
      }
    }
  }
  return [...codes].sort().join(", ");
}
