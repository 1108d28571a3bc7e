// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A proof in one file that a leaf is in a witnessed log, to be checked offline: c2sp.org/tlog-proof, "Format".
 * Twins in one order.
 */
import { concatBytes, encodeBase64, encodeUtf8 } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { TransparencyError } from "../errors.ts";
import { verifyInclusion } from "../merkle/verify-proof.ts";
import { formatHash, parseBase64, parseDecimal, parseHash, parseUtf8 } from "../notes/text-fields.ts";
import { requireQuorum, type QuorumReached } from "../policy/judge-quorum.ts";
import type { Policy } from "../policy/policy.ts";

export type TlogProof = Readonly<{
  /** Opaque and not authenticated: never trusted for itself. */
  extra: Uint8Array | undefined;
  index: number;
  hashes: readonly Hash[];
  /** The note as received, with its cosignatures. */
  checkpoint: Uint8Array;
}>;

const FIRST_LINE = "c2sp.org/tlog-proof@v1";
/** A tree of 2^63 leaves needs no more. */
const MAX_HASHES = 63;
/** A leaf as extra data, and the largest note. */
const MAX_PROOF_BYTES = 512 * 1024;

/** @throws transparency.malformed | transparency.too_large */
export function parseTlogProof(bytes: Uint8Array): TlogProof {
  if (bytes.length > MAX_PROOF_BYTES) {
    throw new TransparencyError("transparency.too_large", `a proof has at most ${MAX_PROOF_BYTES} bytes`);
  }
  const text = parseUtf8(bytes);
  // The first blank line ends the proof: the checkpoint behind it has one of its own.
  const blank = text.indexOf("\n\n");
  if (blank < 0) throw malformed("no blank line between proof and checkpoint");
  const [first, ...lines] = text.slice(0, blank).split("\n");
  if (first !== FIRST_LINE) throw malformed(`the first line is ${FIRST_LINE}`);
  const extra =
    lines[0]?.startsWith("extra ") === true ? parseBase64(lines.shift()?.slice("extra ".length) ?? "") : undefined;
  const index = lines.shift();
  if (index?.startsWith("index ") !== true) throw malformed("no index line");
  if (lines.length > MAX_HASHES) throw new TransparencyError("transparency.too_large", "too many hashes");
  return {
    extra,
    index: parseDecimal(index.slice("index ".length)),
    hashes: lines.map(parseHash),
    checkpoint: encodeUtf8(text.slice(blank + 2)),
  };
}

export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): Uint8Array {
  const lines = [
    FIRST_LINE,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${String(index)}`,
    ...hashes.map(formatHash),
    "",
  ];
  return concatBytes(encodeUtf8(lines.map((line) => `${line}\n`).join("")), checkpoint);
}

/**
 * `leaf` is in a log that `policy` believes. Returns where, and who witnessed it when.
 * @throws transparency.malformed | transparency.too_large | transparency.wrong_log | transparency.bad_signature
 * @throws transparency.no_quorum | transparency.proof_invalid
 */
export function verifyTlogProof(
  bytes: Uint8Array,
  leaf: Uint8Array,
  policy: Policy,
): QuorumReached & Readonly<{ index: number }> {
  const { index, hashes, checkpoint } = parseTlogProof(bytes);
  const quorum = requireQuorum(policy, checkpoint);
  verifyInclusion(leaf, index, hashes, quorum.checkpoint.checkpoint);
  return { ...quorum, index };
}

function malformed(message: string): TransparencyError {
  return new TransparencyError("transparency.malformed", message);
}
