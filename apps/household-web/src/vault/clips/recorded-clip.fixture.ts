// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file For tests: a clip as a hub records it, with real sealing, and parts as the server stores them. */
import { concatBytes, decodeHex } from "@nightlatch/bytes";
import { MerkleAccumulator } from "@nightlatch/crypto/merkle";
import { h264Track, type VideoTrack } from "@nightlatch/media/elementary";
import { buildFragment, buildInitSegment, type FragmentContent } from "@nightlatch/media/mp4";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { createClipSealer, manifestLeaves } from "@nightlatch/protocol/seal";
import {
  TRACKS,
  type BootId,
  type CameraId,
  type ClipContent,
  type Epoch,
  type GroupId,
  type LedgerState,
  type TrackNumber,
} from "@nightlatch/protocol/wire";

/** What a recording needs of a household. */
export type RecordingHousehold = Readonly<{
  hub: DeviceSecrets;
  state: LedgerState;
  group: GroupId;
  epoch: Epoch;
  random: RandomSource;
}>;

export type RecordedClip = Readonly<{
  opening: Uint8Array;
  frames: readonly Uint8Array[];
  parts: readonly Uint8Array[];
  signed: ClipContent;
}>;

/** One letter a fragment, one tenth of a second each: K a key frame, p a picture, a sound; | cuts a part. */
export async function recordClip(
  household: RecordingHousehold,
  camera: CameraId,
  script: string,
  startMs: number,
  pictureBytes = 64,
  tracks: readonly VideoTrack[] = [testTrack()],
): Promise<RecordedClip> {
  const { hub, random, state, group, epoch } = household;
  const boot = random(16) as Uint8Array as BootId;
  const plan = { hub, lane: state.lane, group, camera, epochKey: epoch, seq: state.seq, boot, startMs, random };
  const sealer = await createClipSealer(plan);
  const [sealed, plain] = [new MerkleAccumulator(), new MerkleAccumulator()];
  const frames: Uint8Array[] = [];
  const parts: Uint8Array[][] = [[]];
  const partStarts: { firstSequence: number; startMs: number }[] = [{ firstSequence: 0, startMs }];
  let at = 0;
  const add = async (track: TrackNumber, startsGop: boolean, bytes: Uint8Array): Promise<void> => {
    const fragment = await sealer.sealFragment({ track, startsGop, plain: bytes });
    const { sealedLeaf, plainLeaf } = manifestLeaves(fragment);
    sealed.append(sealedLeaf);
    plain.append(plainLeaf);
    frames.push(fragment.frame);
    parts.at(-1)?.push(fragment.frame);
  };

  await add(TRACKS.init, false, buildInitSegment(tracks));
  for (const letter of script) {
    if (letter === "|") {
      parts.push([]);
      partStarts.push({ firstSequence: frames.length, startMs: startMs + at * 100 });
      continue;
    }
    const track = letter === "a" ? TRACKS.audio : TRACKS.video;
    await add(track, letter === "K", buildFragment(contentOf(letter, at, startMs, frames.length, pictureBytes)));
    at += 1;
  }
  sealer.destroy();
  const stored = parts.map((part) => concatBytes(...part));
  const signed: ClipContent = {
    kind: "clip",
    clip: sealer.clip,
    header: sealer.headerHash,
    startMs,
    endMs: startMs + at * 100,
    count: frames.length,
    sealedRoot: sealed.root(),
    plainRoot: plain.root(),
    parts: partStarts.map((part, i) => ({ ...part, sizeBytes: stored[i]?.length ?? 0 })),
    cut: false,
  };
  return { opening: sealer.opening, frames, parts: stored, signed };
}

/** 320x180, as x264 writes it. */
export function testTrack(): VideoTrack {
  return h264Track([decodeHex("6742c00bd901419f9f011000000300100000030140f142a480"), decodeHex("68cb83cb20")]);
}

function contentOf(letter: string, at: number, startMs: number, sequence: number, sizeBytes: number): FragmentContent {
  const [trackId, ticks] = letter === "a" ? ([2, 800] as const) : ([1, 9000] as const);
  const data = new Uint8Array(sizeBytes).fill(at);
  return {
    trackId,
    sequence,
    decodeTime: at * ticks,
    captureTimeMs: startMs + at * 100,
    samples: [{ data, durationTicks: ticks, compositionOffset: 0, isKeyframe: letter !== "p" }],
  };
}
