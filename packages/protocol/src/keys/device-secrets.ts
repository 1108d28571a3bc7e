// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A device's own keys, all from one 32-byte seed: what a hub keeps in a file, a browser under a
 * non-extractable key, and a household on paper (protocol §3).
 */
import { concatBytes } from "@nightlatch/bytes";
import { deriveKey, hmacSha256 } from "@nightlatch/crypto/kdf";
import { SEED_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { noteKeyFromSeed, type NoteKey } from "@nightlatch/crypto/note-signature";
import type { Signature } from "@nightlatch/crypto/signature";
import { entropyFromPhrase, phraseFromEntropy } from "@nightlatch/crypto/mnemonic";
import type { RandomSource } from "@nightlatch/crypto/random";
import { keysFromSeed, type SeededKeys } from "../device-seed.ts";
import { encodeSessionChallenge, SESSION_CONTEXT, type LaneId } from "../wire/index.ts";

export type DeviceSecrets = SeededKeys &
  Readonly<{
    /** For a hub: see witnessKeyOf. */
    witnessSeed: Uint8Array;
  }>;

/** @throws crypto.bad_key unless `seed` is 32 bytes */
export async function deviceFromSeed(seed: Uint8Array): Promise<DeviceSecrets> {
  const keys = await keysFromSeed(seed);
  return { ...keys, witnessSeed: deriveKey(seed, "device-witness", new Uint8Array(0), SEED_BYTES) };
}

/** A hub's note key: it signs cosignatures of the public log and nothing else (protocol §13.3). */
export function witnessKeyOf({ witnessSeed }: DeviceSecrets): NoteKey {
  return noteKeyFromSeed(witnessSeed);
}

/** A new paper key: 24 words that are a device seed. Show them once; they are stored nowhere. */
export function createPaperKey(random: RandomSource): Readonly<{ phrase: readonly string[]; seed: Uint8Array }> {
  const seed = random(SEED_BYTES);
  return { phrase: phraseFromEntropy(seed), seed };
}

/** The device seed behind 24 words. @throws crypto.bad_phrase */
export function seedFromPhrase(phrase: string): Uint8Array {
  return entropyFromPhrase(phrase);
}

/**
 * What a paper key and its household have in common and a server cannot make: kept as a record when the paper is
 * made, compared when it is used (protocol §3.1).
 */
export function paperPin(paperSeed: Uint8Array, lane: LaneId, createHash: Hash): Uint8Array {
  const key = deriveKey(paperSeed, "paper-pin", new Uint8Array(0), SEED_BYTES);
  return hmacSha256(key, concatBytes(lane, createHash));
}

/** Answers a server's challenge, for a session (protocol §10). */
export function proveSession(device: DeviceSecrets, lane: LaneId, challenge: Uint8Array): Promise<Signature> {
  const message = encodeSessionChallenge({ lane, device: device.id, challenge });
  return device.session.sign(SESSION_CONTEXT, message);
}
