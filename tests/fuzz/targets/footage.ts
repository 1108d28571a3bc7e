// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Clips: header, opening, fragment frames, and opened fragments. */
import { concatBytes, decodeHex, encodeUtf8, equalBytes } from "@nightlatch/bytes";
import { createClipSealer, type ClipSealer } from "@nightlatch/protocol/seal";
import { openClip } from "@nightlatch/protocol/open";
import {
  decodeClipHeader,
  decodeClipOpening,
  encodeClipHeader,
  encodeClipOpening,
  FRAME_HEAD_BYTES,
  readWholeFrame,
  splitFrames,
  TRACKS,
  verifyClipOpening,
  writeFragmentHead,
  type BootId,
  type CameraId,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import clipVectors from "../../../vectors/protocol/clip.json" with { type: "json" };
import { promised, type FuzzTarget, type TargetFamily } from "../target.ts";
import { onlyThese } from "./signed-seeds.ts";
import { acceptedInputs } from "./vector-inputs.ts";

const LAYOUT_CODES = ["protocol.malformed", "protocol.bad_version", "protocol.too_large"] as const;

export const footage: TargetFamily = {
  "clip-header": async () => ({
    form: "cbor",
    seeds: [decodeClipOpening((await film()).opening).headerBytes],
    codes: LAYOUT_CODES,
    judge(input) {
      promised(
        equalBytes(encodeClipHeader(decodeClipHeader(input)), input),
        "accepted a header that it would not write",
      );
      return "header";
    },
  }),
  "clip-opening": openingTarget,
  "fragment-frame": () => ({
    form: "bytes",
    seeds: frameSeeds(),
    codes: LAYOUT_CODES,
    judge(input) {
      const { frames, rest } = splitFrames(input);
      promised(equalBytes(concatBytes(...frames, rest), input), "lost bytes between the frames");
      for (const frame of frames) assertSameHead(frame);
      return `${Math.min(frames.length, 4)} frames${rest.length > 0 ? " and a rest" : ""}`;
    },
  }),
  "fragment-opening": fragmentTarget,
};

type Film = Readonly<{ home: TestHousehold; opening: Uint8Array; frames: readonly Uint8Array[] }>;

async function openingTarget(): Promise<FuzzTarget> {
  const { home, opening } = await film();
  const { assertGenuine } = onlyThese([opening]);
  return {
    form: "cbor",
    seeds: [opening],
    codes: [
      ...LAYOUT_CODES,
      ...["wrong_household", "unknown_device", "not_allowed", "unknown_epoch", "bad_signature"].map(
        (code) => `protocol.${code}`,
      ),
    ],
    judge(input) {
      const decoded = decodeClipOpening(input);
      promised(equalBytes(encodeClipOpening(decoded), input), "accepted an opening that it would not write");
      verifyClipOpening(decoded, home.state);
      assertGenuine(input, "a clip opening");
      return "opening";
    },
  };
}

async function fragmentTarget(): Promise<FuzzTarget> {
  const { home, opening, frames } = await film();
  const opener = await openClip(decodeClipOpening(opening), home.state, home.keyring);
  const { assertGenuine } = onlyThese(frames);
  return {
    form: "bytes",
    seeds: frames,
    codes: [...LAYOUT_CODES, "crypto.open_failed"],
    async judge(input) {
      const { track } = await opener.openFragment(input);
      assertGenuine(input, "a fragment");
      return `track ${String(track)}`;
    },
  };
}

function assertSameHead(frame: Uint8Array): void {
  const { track, startsGop, sequence, nonce } = readWholeFrame(frame);
  const written = Uint8Array.from(frame);
  written.fill(0, 0, FRAME_HEAD_BYTES);
  writeFragmentHead(written, { track, startsGop, sequence, nonce });
  promised(equalBytes(written, frame), "accepted a frame's head that it would not write");
}

function frameSeeds(): readonly Uint8Array[] {
  const frames = acceptedInputs(clipVectors.cases, ({ frame }) => frame);
  return [...frames, concatBytes(...frames)];
}

async function film(): Promise<Film> {
  const home = await testHousehold("tests/fuzz/footage");
  const clip = await sealerFor(home);
  const frames: Uint8Array[] = [];
  for (const [track, startsGop] of [
    [TRACKS.init, false],
    [TRACKS.video, true],
    [TRACKS.audio, false],
    [TRACKS.video, false],
  ] as const) {
    frames.push((await clip.sealFragment({ track, startsGop, plain: encodeUtf8("a plain fragment") })).frame);
  }
  return { home, opening: clip.opening, frames };
}

function sealerFor({ hub, state, group, epoch, random }: TestHousehold): Promise<ClipSealer> {
  return createClipSealer({
    hub,
    lane: state.lane,
    group,
    camera: decodeHex("00112233445566778899aabbccddeeff") as CameraId,
    epochKey: epoch,
    seq: state.seq,
    boot: random(16) as Uint8Array as BootId,
    startMs: TEST_NOW_MS,
    random,
  });
}
