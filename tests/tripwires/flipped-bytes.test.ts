// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whoever changes one bit of what is stored is noticed: the server takes in no changed opening, manifest or
 * record, and a reader opens no clip of which a stored part was changed, wherever the bit lies.
 */
import { decodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { merkleRoot } from "@nightlatch/crypto/merkle";
import { openClip } from "@nightlatch/protocol/open";
import { sealRecord, signManifest } from "@nightlatch/protocol/seal";
import { decodeClipOpening, formatId, NO_PREVIOUS, splitFrames } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import fc from "fast-check";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealClip, type SealedClip } from "../constellation/sealed-clip.ts";
import { enrol, startTestServer, type HouseholdOnServer, type TestServer } from "../constellation/test-server.ts";
import { uploadClip } from "../constellation/upload-clip.ts";

const RUNS = { numRuns: 150 };

let running: TestServer;
let home: HouseholdOnServer;

beforeAll(async () => {
  running = await startTestServer();
  home = await enrol(running.http, "flipped bytes");
}, 30_000);

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe("one flipped bit", () => {
  it("of a stored part is refused by every reader", async () => {
    const sealed = await sealClip(home, { framesAPart: 2, plain: () => home.random(60) });
    const clip = await uploadClip(home, sealed);
    const folder = join(running.dataDir, "blobs", formatId(home.state.lane), clip);
    const paths = (await readdir(folder)).sort().map((name) => join(folder, name));
    await expect(readWhole(sealed)).resolves.toBe(sealed.content.count);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), bitOf(sealed.parts[0] ?? new Uint8Array()), async (path, bit) => {
        const whole = await readFile(path);
        // A hostile server hands out what it likes: here the disk under an honest one was changed.
        await writeFile(path, flipped(whole, bit));
        await expect(readWhole(sealed)).rejects.toThrow();
        await writeFile(path, whole);
      }),
      RUNS,
    );
    await expect(readWhole(sealed)).resolves.toBe(sealed.content.count);
  }, 120_000);

  it("of an opening, a manifest or a record is refused by the server", async () => {
    const sealed = await sealClip(home);
    const clip = await uploadClip(home, sealed);
    const place = { lane: home.state.lane, camera: sealed.camera, n: 0, prev: NO_PREVIOUS, atMs: TEST_NOW_MS };
    const manifest = await signManifest(home.hub, { ...place, content: sealed.content });
    const record = await sealRecord({
      author: home.owner,
      lane: home.state.lane,
      id: home.member.id,
      version: 1,
      to: { kind: "epoch", epoch: home.peopleEpoch.pkHash, pk: home.peopleEpoch.pk },
      content: { kind: "device", name: "flipped", person: "" },
      atMs: TEST_NOW_MS,
    });
    const { hub, owner } = home.as;
    const refused = expect.stringMatching(/^(?:clip|manifest|record)\.refused$/u) as string;
    const puts = {
      opening: { whole: sealed.opening, put: (body: Uint8Array) => hub.call("putClip", { params: { clip }, body }) },
      manifest: { whole: manifest, put: (body: Uint8Array) => hub.call("putManifest", { body }) },
      record: { whole: record, put: (body: Uint8Array) => owner.call("putRecord", { body }) },
    };
    for (const [name, { whole, put }] of Object.entries(puts)) {
      await fc.assert(
        fc.asyncProperty(bitOf(whole), async (bit) => {
          await expect(put(flipped(whole, bit)), `${name}, bit ${String(bit)}`).rejects.toMatchObject({
            code: refused,
          });
        }),
        RUNS,
      );
    }
    // They were refused for the flip, and for nothing else.
    for (const { whole, put } of Object.values(puts)) await put(whole);
  }, 120_000);
});

/** As a player does: every part, frame by frame, against count and roots of the manifest. Throws at any difference. */
async function readWhole({ opening, clip, content }: SealedClip): Promise<number> {
  const { opening: handed } = await home.as.member.call("readClip", { params: { clip: formatId(clip) } });
  expect(equalBytes(decodeBase64url(handed), opening)).toBe(true);
  const opener = await openClip(decodeClipOpening(decodeBase64url(handed)), home.state, home.keyring);
  const leaves: Hash[] = [];
  for (const index of content.parts.keys()) {
    const part = await home.as.member.call("readPart", { params: { clip: formatId(clip), index } });
    const { frames, rest } = splitFrames(part);
    if (rest.length > 0) throw new Error("a part ends within a frame");
    for (const frame of frames) {
      const { sequence, sealedLeaf } = await opener.openFragment(frame);
      if (sequence !== leaves.length) throw new Error("a frame out of order");
      leaves.push(sealedLeaf);
    }
  }
  const isWhole = leaves.length === content.count && equalBytes(merkleRoot(leaves), content.sealedRoot);
  if (!isWhole) throw new Error("not what the manifest says");
  return leaves.length;
}

function bitOf(bytes: Uint8Array): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: bytes.length * 8 - 1 });
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const at = Math.floor(bit / 8);
  changed[at] = (changed[at] ?? 0) ^ (1 << (bit % 8));
  return changed;
}
