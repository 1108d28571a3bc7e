// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The first release of a web app of one page, in a lane of its own, and what a server says of it. */
import { encodeBase64url, encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import { encodeRelease, logLaneOf, releaseCommitment, releaseFileOf, signLaneLeaf } from "@nightlatch/protocol/wire";

const AT_MS = 1_790_000_800_000;
const VERSION = "1.0.0";

export type LoneRelease = Readonly<{
  leaf: Uint8Array;
  /** What the server answers beside its log, with the leaf at `index` of it. */
  servedWith: (index: number) => ReadonlyMap<string, Uint8Array>;
}>;

/** `name` names the lane. */
export async function loneRelease(name: string): Promise<LoneRelease> {
  const page = encodeUtf8(`<!doctype html><title>${name}</title>`);
  const manifest = encodeRelease({ version: VERSION, atMs: AT_MS, files: [releaseFileOf("index.html", page)] });
  const commitment = releaseCommitment(manifest);
  const signer = signerFromSeed(sha256(encodeUtf8(`release key for tests alone: ${name}`)));
  const leaf = await signLaneLeaf(signer, { kind: "release", commitment, next: signer.publicKey });
  const hash = encodeBase64url(commitment);
  const servedWith = (index: number) => {
    const list = {
      laneKey: encodeBase64url(signer.publicKey),
      lane: encodeBase64url(logLaneOf("release", signer.publicKey)),
      releases: [{ slot: 0, index, hash, version: VERSION, atMs: AT_MS }],
    };
    return new Map([
      ["releases", encodeUtf8(JSON.stringify(list))],
      [`releases/${hash}`, manifest],
      ["/index.html", page],
      ["/", page],
    ]);
  };
  return { leaf, servedWith };
}
