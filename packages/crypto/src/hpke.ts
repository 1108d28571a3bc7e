// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file HPKE base mode (RFC 9180) with X-Wing (draft-connolly-cfrg-xwing-kem: ML-KEM-768 with X25519),
 * HKDF-SHA256 and AES-256-GCM. Base mode proves nothing about the sender: callers sign, or check by the ledger.
 */
import { concatBytes, type Brand } from "@nightlatch/bytes";
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { CryptoError } from "./errors.ts";
import { parseHpkePublicKey } from "./hpke-public-key.ts";
import { HPKE_OVERHEAD_BYTES, SEED_BYTES, type HpkePublicKey } from "./keys.ts";
import { labelBytes } from "./label.ts";

/** A private key inside the HPKE library; its seed is not to be had from it. */
export type HpkePrivateKey = Brand<object, "HpkePrivateKey">;
export type HpkeKeyPair = Readonly<{ publicKey: HpkePublicKey; privateKey: HpkePrivateKey }>;
export type HpkeInfo = Readonly<{ label: string; context: Uint8Array }>;

const ENCAPSULATION_BYTES = 1120;

const kem = new XWing();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** The key pair whose X-Wing decapsulation key is `seed`. @throws crypto.bad_key */
export async function hpkeKeyPair(seed: Uint8Array): Promise<HpkeKeyPair> {
  if (seed.length !== SEED_BYTES) throw new CryptoError("crypto.bad_key", "an X-Wing seed has 32 bytes");
  const pair = await kem.generateKeyPairDerand(Uint8Array.from(seed));
  const publicKey = new Uint8Array(await kem.serializePublicKey(pair.publicKey)) as HpkePublicKey;
  return { publicKey, privateKey: pair.privateKey as object as HpkePrivateKey };
}

/** Encapsulation (1120 bytes) ‖ ciphertext. `info` binds what this is for; opening needs the same. @throws crypto.bad_key */
export async function hpkeSeal(publicKey: HpkePublicKey, info: HpkeInfo, plain: Uint8Array): Promise<Uint8Array> {
  const recipientPublicKey = await kem.deserializePublicKey(Uint8Array.from(parseHpkePublicKey(publicKey)));
  const sealed = await suite.seal({ recipientPublicKey, info: infoBytes(info) }, Uint8Array.from(plain));
  return concatBytes(new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
}

/** @throws crypto.open_failed */
export async function hpkeOpen(privateKey: HpkePrivateKey, info: HpkeInfo, sealed: Uint8Array): Promise<Uint8Array> {
  if (sealed.length < HPKE_OVERHEAD_BYTES) throw openFailed();
  const enc = Uint8Array.from(sealed.subarray(0, ENCAPSULATION_BYTES));
  const ct = Uint8Array.from(sealed.subarray(ENCAPSULATION_BYTES));
  try {
    return new Uint8Array(
      await suite.open({ recipientKey: privateKey as object as CryptoKey, enc, info: infoBytes(info) }, ct),
    );
  } catch {
    // As with AEAD: one code, no cause.
    throw openFailed();
  }
}

function infoBytes(info: HpkeInfo): Uint8Array<ArrayBuffer> {
  return concatBytes(labelBytes(info.label), info.context);
}

function openFailed(): CryptoError {
  return new CryptoError("crypto.open_failed", "the sealed bytes did not open");
}
