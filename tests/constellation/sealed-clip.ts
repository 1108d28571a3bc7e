// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A small sealed clip as a hub would make it: opening, parts, and the manifest's content. */
import { concatBytes } from "@nightlatch/bytes";
import { MerkleAccumulator } from "@nightlatch/crypto/merkle";
import { createClipSealer, manifestLeaves, type ClipDevice, type GrantTarget } from "@nightlatch/protocol/seal";
import {
  TRACKS,
  type BootId,
  type CameraId,
  type ClipContent,
  type ClipId,
  type Part,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, type TestHousehold } from "@nightlatch/testkit";

export type SealedClip = Readonly<{
  clip: ClipId;
  camera: CameraId;
  opening: Uint8Array;
  frames: readonly Uint8Array[];
  parts: readonly Uint8Array[];
  content: ClipContent;
}>;

export type ClipShape = Readonly<{
  camera?: CameraId;
  startMs?: number;
  /** Frames of each part. */
  framesAPart?: number;
  partCount?: number;
  plain?: (sequence: number) => Uint8Array;
  /** Who gets the clip's key by itself: guests. */
  devices?: readonly ClipDevice[];
  /** Live grants that are served with it. */
  grants?: readonly GrantTarget[];
}>;

/** Of a household, or of another camera group of it. */
export type ClipHome = Pick<TestHousehold, "random" | "hub" | "state" | "group" | "epoch">;

export async function sealClip(home: ClipHome, shape: ClipShape = {}): Promise<SealedClip> {
  const { random, hub, state, group, epoch } = home;
  const camera = shape.camera ?? (random(16) as Uint8Array as CameraId);
  const startMs = shape.startMs ?? TEST_NOW_MS;
  const boot = random(16) as Uint8Array as BootId;
  const { devices = [], grants = [] } = shape;
  const place = { lane: state.lane, group, camera, seq: state.seq, boot, startMs, devices, grants };
  const sealer = await createClipSealer({ hub, epochKey: epoch, random, ...place });
  const { framesAPart = 3, partCount = 2, plain = () => random(200) } = shape;
  const [sealedTree, plainTree] = [new MerkleAccumulator(), new MerkleAccumulator()];
  const frames: Uint8Array[] = [];
  for (let sequence = 0; sequence < framesAPart * partCount; sequence += 1) {
    const track = sequence === 0 ? TRACKS.init : TRACKS.video;
    const sealed = await sealer.sealFragment({ track, startsGop: sequence === 1, plain: plain(sequence) });
    const leaves = manifestLeaves(sealed);
    sealedTree.append(leaves.sealedLeaf);
    plainTree.append(leaves.plainLeaf);
    frames.push(sealed.frame);
  }
  const parts = Array.from({ length: partCount }, (_, i) =>
    concatBytes(...frames.slice(i * framesAPart, (i + 1) * framesAPart)),
  );
  const named: Part[] = parts.map((part, i) => ({
    firstSequence: i * framesAPart,
    startMs: startMs + i * 1000,
    sizeBytes: part.length,
  }));
  const content: ClipContent = {
    kind: "clip",
    clip: sealer.clip,
    header: sealer.headerHash,
    startMs,
    endMs: startMs + partCount * 1000,
    count: frames.length,
    sealedRoot: sealedTree.root(),
    plainRoot: plainTree.root(),
    parts: named,
    cut: false,
  };
  return { clip: sealer.clip, camera, opening: sealer.opening, frames, parts, content };
}
