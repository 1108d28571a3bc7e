// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes, encodeBase64url } from "@nightlatch/bytes";
import { openGrantedClip } from "@nightlatch/protocol/grant";
import { judgeKeyRelease } from "@nightlatch/protocol/log";
import {
  acceptanceHash,
  decodeClipOpening,
  grantBoxHash,
  splitFrames,
  type CameraId,
  type Grant,
} from "@nightlatch/protocol/wire";
import { GrantScene, TEST_FOUNDED_MS, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import { expect } from "vitest";
import { accept, acceptanceOf } from "../constellation/granting-home.ts";
import { sealClip, type SealedClip } from "../constellation/sealed-clip.ts";
import { inText } from "../constellation/test-server.ts";
import { GrantedScene, PICTURE } from "./granted-scene.ts";
import { insiderRow, type Finding } from "./insider-row.ts";
import { signFreely } from "./sign-freely.ts";
import { stopOf } from "./stop-of.ts";

const MINUTE_MS = 60_000;
const NOTHING = new Uint8Array();

insiderRow(
  {
    row: 23,
    attack: "reuse a grant: for another clip, camera or staff key, after its time, twice",
    outcome: "R",
    codes: [
      ...["clip.unknown", "crypto.open_failed", "ledger.not_granted"],
      ...["protocol.unknown_epoch", "crypto.open_failed"],
      ...["grant.unknown", "crypto.open_failed", "grant.wrong_staff"],
      ...["acceptance.exists", "ledger.grant_used", "grant.no_acceptance"],
      ...["grant.unknown", "ledger.grant_expired", "grant.expired"],
    ],
  },
  {
    /** The granted clip opens, to whom it was granted. */
    async honest() {
      await using scene = await GrantedScene.open("row 23 honest");
      const { support } = scene.staff;
      const clip = await scene.record();
      const { grant } = await scene.release(support, [clip]);
      const box = await scene.boxFor(support, grant);
      const { opening, part } = await scene.fetch(support, grant, clip.clip);
      const opened = await openGrantedClip(support.secrets, { grant: grant.head, opening, box });
      const [, picture = NOTHING] = splitFrames(part).frames;
      expect((await opened.openFragment(picture))?.plain).toEqual(PICTURE);
    },

    async attack() {
      await using scene = await GrantedScene.open("row 23");
      const [granted, other] = [await scene.record(), await scene.record()];
      const { grant, acceptance } = await scene.release(scene.staff.support, [granted]);
      const device = await atTheDevice();
      return [
        ...(await forAnotherClip(scene, grant, acceptance, other)),
        ...(await forAnotherCamera(scene)),
        ...(await byAnotherKey(scene, grant, granted)),
        device.byAnother,
        ...(await twice(scene, grant, acceptance, granted)),
        device.ofAnother,
        ...(await afterItsTime(scene, granted)),
        device.late,
      ];
    },
  },
);

/** At the server, with what the insider holds of both clips, and at the household's ledger. */
async function forAnotherClip(
  scene: GrantedScene,
  grant: Grant,
  acceptance: Uint8Array,
  other: SealedClip,
): Promise<readonly Finding[]> {
  const { support } = scene.staff;
  const atServer = await stopOf(scene.fetch(support, grant, other.clip));
  const box = await scene.boxFor(support, grant);
  const withBox = await stopOf(openGrantedClip(support.secrets, { grant: grant.head, opening: other.opening, box }));
  const released = await releaseFreely(scene, grant, acceptance, other);
  return [
    { seen: "the server does not serve a clip that the grant does not name", code: atServer.code },
    { seen: "the granted clip's key does not fit another clip", code: withBox.code },
    { seen: "no key of another clip is released under it, not even with an owner's signature", ...released },
  ];
}

/** The hub seals clips of the granted camera; its insider carries the key over to another camera's. */
async function forAnotherCamera(scene: GrantedScene): Promise<readonly Finding[]> {
  const { home, desk, staff } = scene;
  const { support } = staff;
  const camera = home.home.random(16) as Uint8Array as CameraId;
  const { head, body } = await home.grant(support, { camera, sound: false, minutes: 5 });
  const target = { grant: head, hpke: body.staff.hpke, sound: false };
  const startMs = desk.clock.nowMs();
  const watched = await sealClip(home.home, { camera, startMs, grants: [target] });
  const unwatched = await sealClip(home.home, { startMs });
  await openGrantedClip(support.secrets, { grant: head, opening: watched.opening });
  const box = decodeClipOpening(watched.opening).keys.find(({ to }) => to.kind === "grant")?.box ?? NOTHING;
  const bare = await stopOf(openGrantedClip(support.secrets, { grant: head, opening: unwatched.opening }));
  const moved = await stopOf(openGrantedClip(support.secrets, { grant: head, opening: unwatched.opening, box }));
  return [
    { seen: "a live grant has no key in another camera's clips", code: bare.code },
    { seen: "and its key, put beside one, does not fit", code: moved.code },
  ];
}

async function byAnotherKey(scene: GrantedScene, grant: Grant, { clip, opening }: SealedClip) {
  const { support, colleague } = scene.staff;
  const atServer = await stopOf(scene.fetch(colleague, grant, clip));
  const box = await scene.boxFor(support, grant);
  const withBox = await stopOf(openGrantedClip(colleague.secrets, { grant: grant.head, opening, box }));
  return [
    { seen: "to a colleague's key the server knows no such grant", code: atServer.code },
    { seen: "handed the sealed key, the colleague cannot open it", code: withBox.code },
  ];
}

async function twice(scene: GrantedScene, grant: Grant, acceptance: Uint8Array, granted: SealedClip) {
  const { desk, staff } = scene;
  desk.clock.pass(1000);
  const body = await acceptanceOf(desk, staff.support, grant);
  const accepted = await stopOf(staff.support.session.call("postAcceptance", { body }));
  return [
    { seen: "a second acceptance is not published", code: accepted.code },
    { seen: "a clip's key is released once", ...(await releaseFreely(scene, grant, acceptance, granted)) },
  ];
}

async function afterItsTime(scene: GrantedScene, granted: SealedClip): Promise<readonly Finding[]> {
  const { home, desk, staff } = scene;
  const short = await home.grantClips(staff.support, [granted], 2);
  const acceptance = await accept(desk, staff.support, short);
  desk.clock.pass(2 * MINUTE_MS);
  const atServer = await stopOf(scene.fetch(staff.support, short, granted.clip));
  const released = await releaseFreely(scene, short, acceptance, granted);
  return [
    { seen: "after its time the server knows no such grant", code: atServer.code },
    { seen: "and no key is released any more", ...released },
  ];
}

/** As a device of the household would that asks no rule. The server's ledger before and after. */
async function releaseFreely(scene: GrantedScene, { head }: Grant, acceptance: Uint8Array, { clip }: SealedClip) {
  const { home, desk, insider } = scene;
  const { random, owner, as } = home.home;
  const ledger = () => concatBytes(...insider.sql("SELECT entry FROM ledger_entries").map((row) => bytesOf(row)));
  const before = ledger();
  const box = random(64);
  const keys = [{ clip, hash: grantBoxHash(box) }];
  const place = { actor: owner, state: home.state, nowMs: desk.clock.nowMs(), nonce: random(16) };
  const body = { type: "release", grant: head, acceptance: acceptanceHash(acceptance), keys } as const;
  const entry = await signFreely(place, body);
  const sent = { ...inText({ entry, boxes: [] }), grantBoxes: [encodeBase64url(box)] };
  const { code } = await stopOf(as.owner.call("appendEntry", { body: sent }));
  return { code, store: [before, ledger()] as const };
}

/** What the household's own device says, whatever a server lets through. */
async function atTheDevice(): Promise<Readonly<Record<"byAnother" | "ofAnother" | "late", Finding>>> {
  const scene = await GrantScene.create("row 23, the device");
  const { operator, desk } = scene;
  const colleague = (await TestOperator.create("row 23, a colleague")).support;
  const enrolled = operator.staffOf(colleague, "support", "Kim");
  await desk.append("roster", await operator.take({ type: "enrol", staff: enrolled }, TEST_FOUNDED_MS));
  const [first, second] = [await scene.grant(), await scene.grant()];
  const foreign = judgeKeyRelease(first, await scene.accept({ grant: first }, colleague), await scene.place());
  const shown = await scene.accept({ grant: first });
  const place = await scene.place();
  expect(judgeKeyRelease(first, shown, place)).toMatchObject({ kind: "good" });
  const other = judgeKeyRelease(second, shown, place);
  const expired = judgeKeyRelease(first, shown, await scene.place(TEST_NOW_MS + 60 * MINUTE_MS));
  return {
    byAnother: { seen: "the household's device seals nothing on a colleague's acceptance", code: codeOf(foreign) },
    ofAnother: { seen: "nor on one that was for another grant", code: codeOf(other) },
    late: { seen: "nor after the end, by the witnesses' time", code: codeOf(expired) },
  };
}

function codeOf(verdict: ReturnType<typeof judgeKeyRelease>): string {
  return verdict.kind === "refused" ? verdict.code : "released";
}

function bytesOf(row: Readonly<Record<string, unknown>>): Uint8Array {
  return row["entry"] as Uint8Array;
}
