// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The keys of one device, all from one 32-byte seed (protocol §3): of a household's devices and, made the same
 * way, of the operator's. Beside the rooms, since those two must not reach each other's.
 */
import { hpkeKeyPair, type HpkePrivateKey } from "@nightlatch/crypto/hpke";
import { deriveKey } from "@nightlatch/crypto/kdf";
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import { signerFromSeed, type Signer } from "@nightlatch/crypto/signature";
import { deviceIdOf, type DeviceId, type DevicePublicKeys } from "./wire/index.ts";

export type SeededKeys = Readonly<{
  id: DeviceId;
  publicKeys: DevicePublicKeys;
  ledger: Signer;
  session: Signer;
  hpkePrivate: HpkePrivateKey;
}>;

/** @throws crypto.bad_key unless `seed` is 32 bytes */
export async function keysFromSeed(seed: Uint8Array): Promise<SeededKeys> {
  const ledger = signerFromSeed(deriveKey(seed, "device-ledger", new Uint8Array(0), SEED_BYTES));
  const session = signerFromSeed(deriveKey(seed, "device-session", new Uint8Array(0), SEED_BYTES));
  const hpke = await hpkeKeyPair(deriveKey(seed, "device-hpke", new Uint8Array(0), SEED_BYTES));
  const publicKeys = { ledger: ledger.publicKey, session: session.publicKey, hpke: hpke.publicKey };
  return { id: deviceIdOf(publicKeys), publicKeys, ledger, session, hpkePrivate: hpke.privateKey };
}
