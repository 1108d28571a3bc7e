// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file This browser's own keys at rest. A 32-byte seed under an AES key that the browser keeps but never shows:
 * a copy of the profile's files alone opens nothing in browsers that bind such keys to the machine.
 */
import { encodeUtf8 } from "@nightlatch/bytes";
import { importAeadKey, NONCE_BYTES, openAead, sealAead } from "@nightlatch/crypto/aead";
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { NightlatchError } from "@nightlatch/errors";
import { deviceFromSeed, type DeviceSecrets } from "@nightlatch/protocol/keys";
import type { VaultDatabase } from "./database.ts";

const CONTEXT = encodeUtf8("nightlatch/v1/browser-identity");

/** New keys, stored before they are used: a key that was lost after it signed would be a device nobody has. */
export async function createIdentity(database: VaultDatabase, random: RandomSource): Promise<DeviceSecrets> {
  const seed = random(SEED_BYTES);
  const raw = random(SEED_BYTES);
  const wrappingKey = await importAeadKey(raw);
  raw.fill(0);
  const nonce = random(NONCE_BYTES);
  const sealedSeed = await sealAead(wrappingKey, nonce, CONTEXT, seed);
  await database.put("identity", { wrappingKey, nonce, sealedSeed }, "this");
  const device = await deviceFromSeed(seed);
  seed.fill(0);
  return device;
}

/** @throws vault.identity_lost when the browser has dropped the key that opens the seed */
export async function findIdentity(database: VaultDatabase): Promise<DeviceSecrets | undefined> {
  const stored = await database.get("identity", "this");
  if (stored === undefined) return undefined;
  try {
    const seed = await openAead(stored.wrappingKey, stored.nonce, CONTEXT, stored.sealedSeed);
    const device = await deviceFromSeed(seed);
    seed.fill(0);
    return device;
  } catch (cause) {
    throw new NightlatchError("vault.identity_lost", "the device seed does not open", {
      cause,
      advice: "This browser has lost its key. Start again here and let it in anew from another device.",
    });
  }
}
