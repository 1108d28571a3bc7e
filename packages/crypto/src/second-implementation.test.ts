// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file HPKE across two implementations that share no code: what one seals, the other opens. */
import { concatBytes } from "@nightlatch/bytes";
import { AEAD_AES_256_GCM, KDF_HKDF_SHA256, KEM_MLKEM768_X25519 } from "@panva/hpke-noble";
import { CipherSuite } from "hpke";
import { describe, expect, it } from "vitest";
import { hpkeKeyPair, hpkeOpen, hpkeSeal } from "./hpke.ts";
import { labelBytes } from "./label.ts";
import { systemRandom } from "./random.ts";

const theirs = new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
const info = { label: "clip-key", context: Uint8Array.of(1, 2, 3) };
const infoBytes = concatBytes(labelBytes(info.label), info.context);
const plain = systemRandom(32);

describe("HPKE with X-Wing", () => {
  it("is opened by the other implementation from the same 32-byte private key", async () => {
    const seed = systemRandom(32);
    const ours = await hpkeKeyPair(seed);
    const sealed = await hpkeSeal(ours.publicKey, info, plain);
    const privateKey = await theirs.DeserializePrivateKey(seed);
    const [enc, ct] = [sealed.slice(0, 1120), sealed.slice(1120)];
    expect([...(await theirs.Open(privateKey, enc, ct, { info: infoBytes }))]).toEqual([...plain]);
  });

  it("opens what the other implementation seals", async () => {
    const ours = await hpkeKeyPair(systemRandom(32));
    const publicKey = await theirs.DeserializePublicKey(Uint8Array.from(ours.publicKey));
    const { encapsulatedSecret, ciphertext } = await theirs.Seal(publicKey, plain, { info: infoBytes });
    const sealed = concatBytes(encapsulatedSecret, ciphertext);
    expect([...(await hpkeOpen(ours.privateKey, info, sealed))]).toEqual([...plain]);
  });
});
