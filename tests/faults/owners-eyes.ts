// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the owner sees at the server: the camera's diary, checked link by link, and clips, opened to the last byte. */
import { decodeBase64url, encodeHex, equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { merkleRoot } from "@nightlatch/crypto/merkle";
import { openClip } from "@nightlatch/protocol/open";
import {
  decodeClipOpening,
  decodeRecord,
  formatId,
  manifestHash,
  NO_PREVIOUS,
  readWholeFrame,
  splitFrames,
  verifyManifest,
  type ClipContent,
  type Manifest,
} from "@nightlatch/protocol/wire";
import { expect } from "vitest";
import type { TestHome } from "./test-home.ts";

/** The household's one camera, as its record at the server names it. */
export async function findCamera(home: TestHome): Promise<string> {
  const { records } = await home.session.call("readRecords", { query: {} });
  const headers = records.map((record) => decodeRecord(decodeBase64url(record)).header);
  const camera = headers.find((header) => header.kind === "camera");
  if (camera === undefined) throw new Error("the hub introduced no camera");
  return formatId(camera.id);
}

/** All items, after checking every signature and that each names the one before it. */
export async function readDiary(home: TestHome, camera: string): Promise<readonly Manifest[]> {
  const { manifests } = await home.session.call("readManifests", { params: { camera }, query: {} });
  let prev: Uint8Array = NO_PREVIOUS;
  return manifests.map((text, n) => {
    const signed = decodeBase64url(text);
    const manifest = verifyManifest(signed, home.state);
    expect(manifest.n).toBe(n);
    expect(equalBytes(manifest.prev, prev)).toBe(true);
    prev = manifestHash(signed);
    return manifest;
  });
}

export function clipsOf(diary: readonly Manifest[]): readonly ClipContent[] {
  return diary.flatMap(({ content }) => (content.kind === "clip" ? [content] : []));
}

/**
 * Opens every fragment of a clip and checks it against the manifest's count, parts and both roots.
 * @returns the nonces of its frames
 */
export async function openWholeClip(home: TestHome, content: ClipContent): Promise<readonly string[]> {
  const clip = formatId(content.clip);
  const { opening: openingText } = await home.session.call("readClip", { params: { clip } });
  const opening = decodeClipOpening(decodeBase64url(openingText));
  expect(equalBytes(opening.headerHash, content.header)).toBe(true);
  const opener = await openClip(opening, home.state, home.household.keyring);
  const sealedLeaves: Hash[] = [];
  const plainLeaves: Hash[] = [];
  const nonces: string[] = [];
  for (const [index, part] of content.parts.entries()) {
    const bytes = await home.session.call("readPart", { params: { clip, index } });
    expect(bytes.length).toBe(part.sizeBytes);
    for (const frame of splitFrames(bytes).frames) {
      const opened = await opener.openFragment(frame);
      expect(opened.sequence).toBe(sealedLeaves.length);
      sealedLeaves.push(opened.sealedLeaf);
      plainLeaves.push(opened.plainLeaf);
      nonces.push(encodeHex(readWholeFrame(frame).nonce));
    }
  }
  expect(sealedLeaves.length).toBe(content.count);
  expect(equalBytes(merkleRoot(sealedLeaves), content.sealedRoot)).toBe(true);
  expect(equalBytes(merkleRoot(plainLeaves), content.plainRoot)).toBe(true);
  return nonces;
}
