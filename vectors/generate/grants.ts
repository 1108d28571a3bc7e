// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/grant: a granted clip as a staff device opens it, and all that it does not get open. */
import { decodeCbor, encodeCbor, encodeUtf8, type CborValue } from "@nightlatch/bytes";
import { hpkeSeal } from "@nightlatch/crypto/hpke";
import type { Hash } from "@nightlatch/crypto/keys";
import { staffFromSeed } from "@nightlatch/protocol/grant";
import { openClip } from "@nightlatch/protocol/open";
import { createClipSealer, type ClipPlan } from "@nightlatch/protocol/seal";
import {
  clipHeaderHash,
  decodeClipOpening,
  encodeClipOpening,
  grantBoxContext,
  grantBoxHash,
  OPENING_CONTEXT,
  openingSignedBytes,
  TRACKS,
  type BootId,
  type CameraId,
  type ClipOpening,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { flipped, writeVectors, type VectorCase } from "./vector-file.ts";

export async function generateGrants(): Promise<void> {
  const home = await testHousehold("vectors/grant");
  const { hub, owner, state, keyring, random } = home;
  const seed = random(32);
  const [support, colleague] = [await staffFromSeed(seed), await staffFromSeed(random(32))];
  const [grant, otherGrant] = [random(32) as Uint8Array as Hash, random(32) as Uint8Array as Hash];
  const { hpke } = support.publicKeys;
  const [clip, other] = [await clipOf(home), await clipOf(home)];
  const live = await clipOf(home, {
    grants: [
      { grant: otherGrant, hpke: colleague.publicKeys.hpke, sound: true },
      { grant, hpke, sound: false },
    ],
  });
  const forged = await clipOf({ ...home, hub: owner });
  const opener = await openClip(decodeClipOpening(clip.opening), state, keyring);
  const otherOpener = await openClip(decodeClipOpening(other.opening), state, keyring);
  const hubKey = hub.publicKeys.ledger;
  const box = await opener.sealGrantBox({ grant, hpke, sound: true }, hubKey);
  const silent = await opener.sealGrantBox({ grant, hpke, sound: false }, hubKey);

  const frames = await framesOf(clip);
  const liveFrames = await framesOf(live);
  const [, video, sound] = frames;
  const at = { grant, opening: clip.opening };
  const failed = { ...at, frame: video?.frame, error: "crypto.open_failed" };
  const { headerHash } = decodeClipOpening(clip.opening);
  const boxOf = (plain: CborValue) =>
    hpkeSeal(hpke, { label: "grant-key", context: grantBoxContext(grant, headerHash) }, encodeCbor(plain));
  const [initKey, videoKey] = [random(32), random(32)];
  const malformedBox = async (name: string, plain: CborValue): Promise<VectorCase> => ({
    name,
    ...at,
    box: await boxOf(plain),
    frame: video?.frame,
    error: "protocol.malformed",
  });
  writeVectors(
    "protocol/grant",
    "Clips opened by the staff device from `seed` under `grant`, with `box`, or with the one in the opening where there is " +
      "none. `plain` is absent of a frame whose track was not granted. `hash` is how a release names the box.",
    [
      ...frames.map(({ name, frame, plain }) => ({
        name: `with sound: ${name}`,
        ...at,
        box,
        frame,
        plain,
        hash: grantBoxHash(box),
      })),
      { name: "without sound: the picture", ...at, box: silent, frame: video?.frame, plain: video?.plain },
      { name: "without sound: the sound", ...at, box: silent, frame: sound?.frame },
      {
        name: "live: the picture",
        grant,
        opening: live.opening,
        frame: liveFrames[1]?.frame,
        plain: liveFrames[1]?.plain,
      },
      { name: "live: the sound", grant, opening: live.opening, frame: liveFrames[2]?.frame },
      { name: "a changed box", ...failed, box: flipped(box, box.length - 1) },
      {
        name: "a box for a colleague",
        ...failed,
        box: await opener.sealGrantBox({ grant, hpke: colleague.publicKeys.hpke, sound: true }, hubKey),
      },
      {
        name: "a box under another grant",
        ...failed,
        box: await opener.sealGrantBox({ grant: otherGrant, hpke, sound: true }, hubKey),
      },
      {
        name: "a box of another clip",
        ...failed,
        box: await otherOpener.sealGrantBox({ grant, hpke, sound: true }, hubKey),
      },
      { name: "a clip that the box is not for", ...failed, opening: other.opening, box },
      { name: "a fragment of another clip", ...failed, box, frame: (await framesOf(other))[1]?.frame },
      { name: "a changed fragment", ...failed, box, frame: flipped(video?.frame ?? new Uint8Array(), 30) },
      { name: "half a fragment", ...at, box, frame: video?.frame.subarray(0, 30), error: "protocol.malformed" },
      {
        name: "live: a colleague's grant",
        grant: otherGrant,
        opening: live.opening,
        frame: liveFrames[1]?.frame,
        error: "crypto.open_failed",
      },
      { name: "live: an opening without this grant", ...at, frame: video?.frame, error: "protocol.unknown_epoch" },
      {
        name: "an opening that the named hub did not sign",
        grant,
        opening: forged.opening,
        box: await sealFor(home, forged.opening, { grant, hpke, sound: true }),
        frame: video?.frame,
        error: "protocol.bad_signature",
      },
      await malformedBox("a box without the picture's key", { hub: hubKey, tracks: [[TRACKS.init, initKey]] }),
      await malformedBox("a box with the keys in another order", {
        hub: hubKey,
        tracks: [
          [TRACKS.video, videoKey],
          [TRACKS.init, initKey],
        ],
      }),
      await malformedBox("a box with a key of 31 bytes", {
        hub: hubKey,
        tracks: [
          [TRACKS.init, initKey],
          [TRACKS.video, initKey.subarray(1)],
        ],
      }),
      await malformedBox("a box with a clip's key", {
        hub: hubKey,
        tracks: [
          [TRACKS.init, initKey],
          [TRACKS.video, videoKey],
        ],
        dek: initKey,
      }),
      await malformedBox("a box with a hub's key of small order", {
        hub: Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0)),
        tracks: [
          [TRACKS.init, initKey],
          [TRACKS.video, videoKey],
        ],
      }),
      ...(await openingCases(home, decodeClipOpening(live.opening), { grant, frame: liveFrames[1]?.frame })),
    ],
    { seed },
  );
}

/** Openings that no hub of ours would write: whoever they are sealed to, nobody takes them in. */
async function openingCases(
  { hub }: TestHousehold,
  { headerBytes, keys }: ClipOpening,
  rest: Readonly<{ grant: Hash; frame: Uint8Array | undefined }>,
): Promise<readonly VectorCase[]> {
  const granted = keys.filter(({ to }) => to.kind === "grant");
  const shared = keys.filter(({ to }) => to.kind !== "grant");
  const cases = [
    ["an opening for a grant alone", granted],
    [
      "an opening with a grant box of another size",
      [...shared, ...granted.map((key) => ({ ...key, box: key.box.subarray(1) }))],
    ],
    [
      "an opening with a grant of 31 bytes",
      [
        ...shared,
        ...granted.map(({ box }) => ({ to: { kind: "grant", grant: rest.grant.subarray(1) as Hash } as const, box })),
      ],
    ],
  ] as const;
  return Promise.all(
    cases.map(async ([name, bent]) => {
      const signature = await hub.ledger.sign(OPENING_CONTEXT, openingSignedBytes(headerBytes, bent));
      return {
        name,
        ...rest,
        opening: encodeClipOpening({ headerBytes, keys: bent, signature }),
        error: "protocol.malformed",
      };
    }),
  );
}

/** A box for a clip whose opening the household itself would not open: of its keys the hub's name alone is true. */
async function sealFor(
  { hub, random }: TestHousehold,
  opening: Uint8Array,
  { grant, hpke }: Readonly<{ grant: Hash; hpke: Parameters<typeof hpkeSeal>[0]; sound: boolean }>,
): Promise<Uint8Array> {
  const [header] = decodeCbor(opening) as readonly CborValue[];
  const info = { label: "grant-key", context: grantBoxContext(grant, clipHeaderHash(header as Uint8Array)) };
  const tracks = [TRACKS.init, TRACKS.video].map((track) => [track, random(32)]);
  return hpkeSeal(hpke, info, encodeCbor({ hub: hub.publicKeys.ledger, tracks }));
}

function clipOf({ hub, state, group, epoch, random }: TestHousehold, over: Partial<ClipPlan> = {}) {
  return createClipSealer({
    hub,
    lane: state.lane,
    group,
    camera: random(16) as Uint8Array as CameraId,
    epochKey: epoch,
    seq: state.seq,
    boot: random(16) as Uint8Array as BootId,
    startMs: TEST_NOW_MS,
    random,
    ...over,
  });
}

async function framesOf(clip: Awaited<ReturnType<typeof clipOf>>) {
  const frames = [];
  for (const [track, name] of [
    [TRACKS.init, "init segment"],
    [TRACKS.video, "key frame"],
    [TRACKS.audio, "sound"],
  ] as const) {
    const plain = encodeUtf8(name);
    const { frame } = await clip.sealFragment({ track, startsGop: track === TRACKS.video, plain });
    frames.push({ name, frame, plain });
  }
  return frames;
}
