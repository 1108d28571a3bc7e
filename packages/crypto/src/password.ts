// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A 32-byte seed at rest under a passphrase: scrypt (RFC 7914; N = 2^17, r = 8, p = 1: 128 MiB) and
 * AES-256-GCM. Layout: version 1 ‖ salt (16) ‖ nonce (12) ‖ ciphertext (48).
 */
import { concatBytes, encodeUtf8 } from "@nightlatch/bytes";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { importAeadKey, NONCE_BYTES, openAead, sealAead, type AeadKey } from "./aead.ts";
import { CryptoError } from "./errors.ts";
import type { RandomSource } from "./random.ts";

const VERSION = 1;
const SALT_BYTES = 16;
const SEALED_SEED_BYTES = 48;
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, dkLen: 32 };

export async function sealSeed(passphrase: string, seed: Uint8Array, random: RandomSource): Promise<Uint8Array> {
  const header = concatBytes(Uint8Array.of(VERSION), random(SALT_BYTES));
  const nonce = random(NONCE_BYTES);
  const sealed = await sealAead(await hardenedKey(passphrase, header.subarray(1)), nonce, header, seed);
  return concatBytes(header, nonce, sealed);
}

/** @throws crypto.open_failed for a wrong passphrase or changed bytes */
export async function openSeed(passphrase: string, stored: Uint8Array): Promise<Uint8Array> {
  const headerBytes = 1 + SALT_BYTES;
  if (stored.length !== headerBytes + NONCE_BYTES + SEALED_SEED_BYTES || stored[0] !== VERSION) {
    throw new CryptoError("crypto.open_failed", "the stored seed has another layout");
  }
  const header = stored.subarray(0, headerBytes);
  const nonce = stored.subarray(headerBytes, headerBytes + NONCE_BYTES);
  const key = await hardenedKey(passphrase, header.subarray(1));
  return openAead(key, nonce, header, stored.subarray(headerBytes + NONCE_BYTES));
}

async function hardenedKey(passphrase: string, salt: Uint8Array): Promise<AeadKey> {
  // NFKC, so that one passphrase typed on two keyboards is one passphrase.
  const raw = await scryptAsync(encodeUtf8(passphrase.normalize("NFKC")), salt, { ...SCRYPT, maxmem: 2 ** 28 });
  return importAeadKey(raw);
}
