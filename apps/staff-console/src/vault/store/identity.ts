// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file This device's own keys at rest: a 32-byte seed under an AES key that the browser keeps but never shows. */
import { importAeadKey } from "@nightlatch/crypto/aead";
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { NightlatchError } from "@nightlatch/errors";
import { staffFromSeed, type StaffSecrets } from "@nightlatch/protocol/grant";
import type { ConsoleDatabase, StoredIdentity } from "./database.ts";
import { RestSealer } from "./rest-sealer.ts";

export type Identity = Readonly<{ staff: StaffSecrets; stored: StoredIdentity; sealer: RestSealer }>;

const SEED_CONTEXT = "seed";

/** New keys, stored before they are used. */
export async function createIdentity(database: ConsoleDatabase, random: RandomSource): Promise<Identity> {
  const [seed, raw] = [random(SEED_BYTES), random(SEED_BYTES)];
  const wrappingKey = await importAeadKey(raw);
  raw.fill(0);
  const sealer = new RestSealer(wrappingKey, random);
  const stored: StoredIdentity = { wrappingKey, seed: await sealer.seal(SEED_CONTEXT, seed) };
  await database.put("identity", stored, "this");
  const staff = await staffFromSeed(seed);
  seed.fill(0);
  return { staff, stored, sealer };
}

/** @throws vault.identity_lost when the browser has dropped the key that opens the seed */
export async function findIdentity(database: ConsoleDatabase, random: RandomSource): Promise<Identity | undefined> {
  const stored = await database.get("identity", "this");
  if (stored === undefined) return undefined;
  try {
    const sealer = new RestSealer(stored.wrappingKey, random);
    const seed = await sealer.open(SEED_CONTEXT, stored.seed);
    const staff = await staffFromSeed(seed);
    seed.fill(0);
    return { staff, stored, sealer };
  } catch (cause) {
    throw new NightlatchError("vault.identity_lost", "the device seed does not open", {
      cause,
      advice: "This browser has lost its key. Delete the site's data and enrol this device anew.",
    });
  }
}
