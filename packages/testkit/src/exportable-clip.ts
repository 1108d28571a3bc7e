// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A clip as a hub records and signs it, with all that an export of it needs. */
import { concatBytes, encodeUtf8 } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { MerkleAccumulator } from "@nightlatch/crypto/merkle";
import { createClipSealer, manifestLeaves, signManifest } from "@nightlatch/protocol/seal";
import { encodeClipHeader, TRACKS, type BootId, type CameraId, type ClipContent } from "@nightlatch/protocol/wire";
import type { ExportedFragment, ExportParts } from "@nightlatch/protocol/export";
import { TEST_NOW_MS, type TestHousehold } from "./test-household.ts";

export type ExportableClip = Omit<ExportParts, "first" | "fragments"> & Readonly<{ all: readonly ExportedFragment[] }>;

/** `count` fragments, the init segment included. `over` changes what the hub signs. */
export async function exportableClip(
  home: TestHousehold,
  count: number,
  over: Partial<ClipContent> = {},
): Promise<ExportableClip> {
  const { hub, random, state, group, epoch } = home;
  const boot = random(16) as Uint8Array as BootId;
  const camera = random(16) as Uint8Array as CameraId;
  const place = { lane: state.lane, group, camera, seq: state.seq, boot, startMs: TEST_NOW_MS, random };
  const sealer = await createClipSealer({ hub, epochKey: epoch, ...place });
  const [sealedTree, plainTree] = [new MerkleAccumulator(), new MerkleAccumulator()];
  const leaves: Hash[] = [];
  const all: ExportedFragment[] = [];
  for (let sequence = 0; sequence < count; sequence += 1) {
    const plain = concatBytes(encodeUtf8(`fragment ${String(sequence)} `), random(20 + sequence));
    const track = sequence === 0 ? TRACKS.init : TRACKS.video;
    const sealed = await sealer.sealFragment({ track, startsGop: sequence === 1, plain });
    const { sealedLeaf, plainLeaf } = manifestLeaves(sealed);
    sealedTree.append(sealedLeaf);
    plainTree.append(plainLeaf);
    leaves.push(plainLeaf);
    all.push({ plain, salt: Uint8Array.from(sealed.salts.of(sequence)) });
  }
  const content: ClipContent = {
    kind: "clip",
    clip: sealer.clip,
    header: sealer.headerHash,
    startMs: TEST_NOW_MS,
    endMs: TEST_NOW_MS + count * 100,
    count,
    sealedRoot: sealedTree.root(),
    plainRoot: plainTree.root(),
    parts: [{ firstSequence: 0, startMs: TEST_NOW_MS, sizeBytes: 1 }],
    cut: false,
    ...over,
  };
  const prev = new Uint8Array(32) as Hash;
  const manifest = await signManifest(hub, {
    lane: state.lane,
    camera,
    n: 0,
    prev,
    atMs: content.endMs,
    content,
  });
  const [init] = all;
  if (init === undefined) throw new Error("a clip has an init segment");
  const entries = home.entries.map(({ entry }) => entry);
  return { entries, header: encodeClipHeader(sealer.header), manifest, leaves, init, all };
}
