// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a device brings to a judgement of the public log: the server's answer, of which nothing is trusted, and
 * its own ledger, of which it checked every entry itself.
 */
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { TransparencyError } from "@nightlatch/transparency/errors";
import type { LedgerState } from "../wire/index.ts";

/** The household's newest leaf in the log, as the server shows it. */
export type ShownLeaf = Readonly<{
  leaf: Uint8Array;
  /** What opens its commitment: the salt, and the entry whose head it is. */
  salt: Uint8Array;
  seq: number;
  /** Its place in the log, and the proof for the answer's checkpoint. */
  index: number;
  inclusion: readonly Hash[];
}>;

/** The answer to "what is new in the log since this size?". Every byte is attacker-controlled. */
export type LogAnswer = Readonly<{
  /** A signed note: the log's signature and whatever cosignatures there are. */
  checkpoint: Uint8Array;
  /** From the size that was asked for. */
  consistency: readonly Hash[];
  leaf?: ShownLeaf;
}>;

export type OwnLedger = Readonly<{
  state: LedgerState;
  /** The head after entry `seq`, computed by this device; undefined beyond its last entry. */
  headAt(seq: number): Hash | undefined;
  /** All signed entries in order. Asked for only when evidence is written. */
  entries(): readonly Uint8Array[];
  /** Whether this very device signed entry `seq`: what it did itself it need not doubt. */
  signedHere(seq: number): boolean;
}>;

/** A tree of 2^53 leaves needs no longer proof. */
const MAX_PROOF_HASHES = 64;

/** @throws transparency.malformed */
export function assertAnswer({ consistency, leaf }: LogAnswer): void {
  assertProof(consistency);
  if (leaf === undefined) return;
  assertProof(leaf.inclusion);
  if (![leaf.seq, leaf.index].every((number) => Number.isSafeInteger(number) && number >= 0)) {
    throw new TransparencyError("transparency.malformed", "a leaf's numbers are not below zero");
  }
}

/** Hashes of another length could make two readings of one node. */
function assertProof(hashes: readonly Hash[]): void {
  if (hashes.length > MAX_PROOF_HASHES || hashes.some((hash) => hash.length !== HASH_BYTES)) {
    throw new TransparencyError("transparency.malformed", "a proof is at most 64 hashes of 32 bytes");
  }
}
