// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A camera whose hub records, signs and keeps a diary, with all that an export of its clips needs. */
import { concatBytes, decodeHex } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { Hash } from "@nightlatch/crypto/keys";
import { MerkleAccumulator } from "@nightlatch/crypto/merkle";
import { invariant } from "@nightlatch/errors";
import { aacTrack, h264Track } from "@nightlatch/media/elementary";
import { buildFragment, buildInitSegment, type FragmentContent } from "@nightlatch/media/mp4";
import { ExportWriter, type ExportedClip, type ExportedFragment, type ExportProof } from "@nightlatch/protocol/export";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { createClipSealer, manifestLeaves, signManifest } from "@nightlatch/protocol/seal";
import {
  encodeClipHeader,
  manifestHash,
  NO_PREVIOUS,
  TRACKS,
  type BootId,
  type CameraId,
  type ClipContent,
  type Epoch,
  type GroupId,
  type LedgerState,
  type ManifestContent,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "./test-household.ts";

/** What a recording needs of a household. */
export type RecordingHome = Readonly<{
  hub: DeviceSecrets;
  random: RandomSource;
  state: LedgerState;
  group: GroupId;
  epoch: Epoch;
}>;

/** `all`: the init segment first. */
export type ExportableClip = Pick<ExportedClip, "header" | "leaves"> &
  Readonly<{ all: readonly ExportedFragment[]; content: ClipContent }>;

/** From fragment `first` to before `end`; all of it when absent. */
export type ShownStretch = Readonly<{ clip: ExportableClip; first?: number; end?: number }>;

const PARAMETER_SETS = ["6742c00bd901419f9f011000000300100000030140f142a480", "68cb83cb20"];
const SOUND = Uint8Array.of(0x15, 0x88);
const STEP_MS = 100;
const VIDEO_TICKS_A_STEP = 9000;
const SOUND_TICKS_A_STEP = 800;

export class ExportingCamera {
  readonly #home: RecordingHome;
  readonly #boot: BootId;
  readonly camera: CameraId;
  /** Signed items. */
  readonly diary: Uint8Array[] = [];

  constructor(home: RecordingHome) {
    this.#home = home;
    this.#boot = home.random(16) as Uint8Array as BootId;
    this.camera = home.random(16) as Uint8Array as CameraId;
  }

  /**
   * One letter a fragment, a tenth of a second each: K a key frame, p another picture, a sound. `over` changes what the
   * hub signs.
   */
  async record(script: string, startMs = TEST_NOW_MS, over: Partial<ClipContent> = {}): Promise<ExportableClip> {
    const { hub, random, state, group, epoch } = this.#home;
    const place = { lane: state.lane, group, camera: this.camera, seq: state.seq, boot: this.#boot, startMs };
    const sealer = await createClipSealer({ hub, epochKey: epoch, ...place, random });
    const [sealedTree, plainTree] = [new MerkleAccumulator(), new MerkleAccumulator()];
    const leaves: Hash[] = [];
    const all: ExportedFragment[] = [];
    for (const { track, plain, startsGop } of fragmentsOf(script, startMs, random)) {
      const sealed = await sealer.sealFragment({ track, startsGop, plain });
      const { sealedLeaf, plainLeaf } = manifestLeaves(sealed);
      sealedTree.append(sealedLeaf);
      plainTree.append(plainLeaf);
      leaves.push(plainLeaf);
      all.push({ plain, salt: Uint8Array.from(sealed.salts.of(all.length)) });
    }
    const content: ClipContent = {
      kind: "clip",
      clip: sealer.clip,
      header: sealer.headerHash,
      startMs,
      endMs: startMs + script.length * STEP_MS,
      count: all.length,
      sealedRoot: sealedTree.root(),
      plainRoot: plainTree.root(),
      parts: [{ firstSequence: 0, startMs, sizeBytes: 1 }],
      cut: false,
      ...over,
    };
    await this.write(content, content.endMs);
    return { header: encodeClipHeader(sealer.header), leaves, all, content };
  }

  /** The next item of the diary. */
  async write(content: ManifestContent, atMs: number): Promise<void> {
    const { hub, state } = this.#home;
    const before = this.diary.at(-1);
    const prev = before === undefined ? NO_PREVIOUS : manifestHash(before);
    const place = { lane: state.lane, camera: this.camera, n: this.diary.length, prev, atMs };
    this.diary.push(await signManifest(hub, { ...place, content }));
  }
}

/** The whole file. */
export function exportFile(shown: readonly ShownStretch[], household: Omit<ExportProof, "clips">): Uint8Array {
  const [init] = shown[0]?.clip.all ?? [];
  invariant(init !== undefined, "an export shows a clip");
  const writer = new ExportWriter(init.plain);
  const written = shown.flatMap(({ clip, first = 1, end }) => {
    const [own = init] = clip.all;
    return writer.add({ ...clip, init: own, first, fragments: clip.all.slice(first, end) });
  });
  const { head, tail } = writer.finish(household);
  return concatBytes(head, ...written, tail);
}

type PlainFragment = Readonly<{ track: 0 | 1 | 2; plain: Uint8Array; startsGop: boolean }>;

function fragmentsOf(script: string, startMs: number, random: RandomSource): readonly PlainFragment[] {
  const tracks = script.includes("a") ? [h264Track(PARAMETER_SETS.map(decodeHex)), aacTrack(SOUND)] : undefined;
  const init = buildInitSegment(tracks ?? [h264Track(PARAMETER_SETS.map(decodeHex))]);
  const rest = Array.from(script, (letter, at): PlainFragment => {
    const plain = buildFragment(contentOf(letter, at, startMs, random));
    return { track: letter === "a" ? TRACKS.audio : TRACKS.video, plain, startsGop: letter === "K" };
  });
  return [{ track: TRACKS.init, plain: init, startsGop: false }, ...rest];
}

function contentOf(letter: string, at: number, startMs: number, random: RandomSource): FragmentContent {
  const [trackId, ticks] = letter === "a" ? ([2, SOUND_TICKS_A_STEP] as const) : ([1, VIDEO_TICKS_A_STEP] as const);
  const data = random(20 + at);
  return {
    trackId,
    sequence: at + 1,
    decodeTime: at * ticks,
    captureTimeMs: startMs + at * STEP_MS,
    samples: [{ data, durationTicks: ticks, compositionOffset: 0, isKeyframe: letter !== "p" }],
  };
}
