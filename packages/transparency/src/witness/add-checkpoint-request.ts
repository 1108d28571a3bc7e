// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The body of an add-checkpoint call: c2sp.org/tlog-witness, "add-checkpoint". Twins in one order. */
import { concatBytes, encodeUtf8 } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { TransparencyError } from "../errors.ts";
import { formatHash, parseDecimal, parseHash, parseUtf8 } from "../notes/text-fields.ts";

export type AddCheckpointRequest = Readonly<{
  oldSize: number;
  /** RFC 6962 §2.1.2, from the tree of oldSize to that of the checkpoint. */
  proof: readonly Hash[];
  /** The signed note. */
  checkpoint: Uint8Array;
}>;

const MAX_PROOF_LINES = 63;
/** The largest note and its proof. */
const MAX_REQUEST_BYTES = 264 * 1024;

/** @throws transparency.malformed | transparency.too_large */
export function parseAddCheckpoint(bytes: Uint8Array): AddCheckpointRequest {
  if (bytes.length > MAX_REQUEST_BYTES) {
    throw new TransparencyError("transparency.too_large", `a request has at most ${MAX_REQUEST_BYTES} bytes`);
  }
  const text = parseUtf8(bytes);
  const blank = text.indexOf("\n\n");
  if (blank < 0) throw malformed("no blank line before the checkpoint");
  const [old = "", ...proof] = text.slice(0, blank).split("\n");
  if (!old.startsWith("old ")) throw malformed("the first line is: old <size>");
  if (proof.length > MAX_PROOF_LINES) throw new TransparencyError("transparency.too_large", "too many proof lines");
  return {
    oldSize: parseDecimal(old.slice("old ".length)),
    proof: proof.map(parseHash),
    checkpoint: encodeUtf8(text.slice(blank + 2)),
  };
}

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpointRequest): Uint8Array {
  const lines = [`old ${String(oldSize)}`, ...proof.map(formatHash), ""];
  return concatBytes(encodeUtf8(lines.map((line) => `${line}\n`).join("")), checkpoint);
}

function malformed(message: string): TransparencyError {
  return new TransparencyError("transparency.malformed", message);
}
