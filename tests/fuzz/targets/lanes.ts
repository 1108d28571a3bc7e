// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What of a household and of a release stands in the public log, and the shares of a paper key. */
import { decodeUtf8, encodeUtf8, equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import { formatPaperShare, parsePaperShare, splitPaperKey } from "@nightlatch/protocol/keys";
import {
  decodeLaneLeaf,
  decodeRelease,
  encodeLaneLeaf,
  encodeRelease,
  releaseFileOf,
  signLaneLeaf,
  verifyLaneLeaf,
} from "@nightlatch/protocol/wire";
import { seededRandom } from "@nightlatch/testkit";
import { promised, type FuzzTarget, type TargetFamily } from "../target.ts";

const random = seededRandom("tests/fuzz/lanes");
const LAYOUT_CODES = ["protocol.malformed", "protocol.bad_version", "protocol.too_large"] as const;

export const lanes: TargetFamily = {
  "lane-leaf": laneTarget,
  release: () => ({
    form: "cbor",
    seeds: [
      {
        version: "0.1.0",
        atMs: 5,
        files: ["index.html", "a/b.js"].map((path) => releaseFileOf(path, encodeUtf8(path))),
      },
      { version: "0.1.1", atMs: 6, files: [releaseFileOf("one", new Uint8Array(0))] },
    ].map(encodeRelease),
    codes: LAYOUT_CODES,
    judge(input) {
      const release = decodeRelease(input);
      promised(equalBytes(encodeRelease(release), input), "accepted a release that it would not write");
      return `files ${Math.min(4, release.files.length)}`;
    },
  }),
  "paper-share": async () => ({
    form: "text",
    seeds: (await splitPaperKey(random(32))).map((share) => encodeUtf8(formatPaperShare(share))),
    codes: ["bytes.malformed", "protocol.bad_share"],
    judge(input) {
      const text = decodeUtf8(input);
      promised(formatPaperShare(parsePaperShare(text)) === text.replaceAll(/\s/gu, ""), "read a second spelling");
      return "share";
    },
  }),
};

/** Two leaves of one lane: a leaf that is taken for either is the one that was signed. */
async function laneTarget(): Promise<FuzzTarget> {
  const [first, second, third] = [signerFromSeed(random(32)), signerFromSeed(random(32)), signerFromSeed(random(32))];
  const commitment = random(32) as Hash;
  const leaf = await signLaneLeaf(first, { kind: "household", commitment, next: second.publicKey });
  const plan = { kind: "household", previous: leaf, commitment, next: third.publicKey } as const;
  const next = await signLaneLeaf(second, plan);
  return {
    form: "bytes",
    seeds: [leaf, next],
    codes: LAYOUT_CODES,
    judge(input) {
      promised(equalBytes(encodeLaneLeaf(decodeLaneLeaf(input)), input), "accepted a leaf that it would not write");
      const [asFirst, asNext] = [verifyLaneLeaf(input), verifyLaneLeaf(input, leaf)];
      promised(asFirst.kind === "refused" || equalBytes(input, leaf), "believed a first leaf that nobody signed");
      promised(asNext.kind === "refused" || equalBytes(input, next), "believed a next leaf that nobody signed");
      return [asFirst, asNext].map((verdict) => (verdict.kind === "refused" ? verdict.code : verdict.kind)).join(" ");
    },
  };
}
