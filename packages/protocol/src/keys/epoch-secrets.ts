// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file An epoch's secrets, all from its seed (protocol §5): the private half that opens clips and records, and
 * the chain key under which the seed before is kept, so that a new device can walk back through history.
 */
import { concatBytes } from "@nightlatch/bytes";
import { importAeadKey, NONCE_BYTES, openAead, sealAead, type AeadKey } from "@nightlatch/crypto/aead";
import { hpkeKeyPair, hpkeOpen, hpkeSeal, type HpkePrivateKey } from "@nightlatch/crypto/hpke";
import { deriveKey } from "@nightlatch/crypto/kdf";
import { SEED_BYTES, type Hash, type HpkePublicKey } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { ProtocolError } from "../errors.ts";
import { CHAIN_BYTES } from "../wire/epoch-words.ts";
import { epochKeyHash, seedBoxContext, type GroupId, type LaneId, type SeedBoxPlace } from "../wire/index.ts";
import { encodeUint32 } from "../wire/uint32.ts";

export type EpochSecrets = Readonly<{
  group: GroupId;
  epoch: number;
  seed: Uint8Array;
  pk: HpkePublicKey;
  pkHash: Hash;
  privateKey: HpkePrivateKey;
}>;

export type EpochPlace = Readonly<{ lane: LaneId; group: GroupId; epoch: number }>;

/** The key pair and names that follow from a seed. */
export async function deriveEpoch(place: EpochPlace, seed: Uint8Array): Promise<EpochSecrets> {
  const hpkeSeed = deriveKey(seed, "epoch-hpke", placeContext(place), SEED_BYTES);
  const { publicKey, privateKey } = await hpkeKeyPair(hpkeSeed);
  return { group: place.group, epoch: place.epoch, seed, pk: publicKey, pkHash: epochKeyHash(publicKey), privateKey };
}

/** Seals a seed to one device. */
export function sealSeedBox(place: SeedBoxPlace, to: HpkePublicKey, seed: Uint8Array): Promise<Uint8Array> {
  return hpkeSeal(to, { label: "seed-box", context: seedBoxContext(place) }, seed);
}

/** @throws crypto.open_failed when the box is not for this device and place */
export function openSeedBox(place: SeedBoxPlace, key: HpkePrivateKey, box: Uint8Array): Promise<Uint8Array> {
  return hpkeOpen(key, { label: "seed-box", context: seedBoxContext(place) }, box);
}

/** The seed of the epoch before `place`, under a key from `place`'s own seed: nonce ‖ ciphertext. */
export async function sealChain(
  place: EpochPlace,
  seed: Uint8Array,
  seedBefore: Uint8Array,
  random: RandomSource,
): Promise<Uint8Array> {
  const nonce = random(NONCE_BYTES);
  const sealed = await sealAead(await chainKey(place, seed), nonce, placeContext(place), seedBefore);
  return concatBytes(nonce, sealed);
}

/** @throws protocol.malformed | crypto.open_failed */
export async function openChain(place: EpochPlace, seed: Uint8Array, chain: Uint8Array): Promise<Uint8Array> {
  if (chain.length !== CHAIN_BYTES) throw new ProtocolError("protocol.malformed", "a chain has 60 bytes");
  const [nonce, sealed] = [chain.subarray(0, NONCE_BYTES), chain.subarray(NONCE_BYTES)];
  return openAead(await chainKey(place, seed), nonce, placeContext(place), sealed);
}

function chainKey(place: EpochPlace, seed: Uint8Array): Promise<AeadKey> {
  return importAeadKey(deriveKey(seed, "epoch-chain", placeContext(place), SEED_BYTES));
}

export function placeContext(place: EpochPlace): Uint8Array {
  return concatBytes(place.lane, place.group, encodeUint32(place.epoch));
}
