// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file HPKE across two implementations that share no code: what one seals, the other opens. */
import { concatBytes, decodeHex, encodeHex } from "@nightlatch/bytes";
import { AEAD_AES_256_GCM, KDF_HKDF_SHA256, KEM_MLKEM768_X25519 } from "@panva/hpke-noble";
import { CipherSuite } from "hpke";
import { describe, expect, it } from "vitest";
import draft from "../../../vectors/conformance/x-wing.json" with { type: "json" };
import { hpkeKeyPair, hpkeOpen, hpkeSeal } from "./hpke.ts";
import { parseHpkePublicKey } from "./hpke-public-key.ts";
import { labelBytes } from "./label.ts";
import { systemRandom } from "./random.ts";

const theirs = new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
const info = { label: "clip-key", context: Uint8Array.of(1, 2, 3) };
const infoBytes = concatBytes(labelBytes(info.label), info.context);
const plain = systemRandom(32);
const ENCAPSULATION_BYTES = 1120;

describe("HPKE with X-Wing", () => {
  it("is opened by the other implementation from the same 32-byte private key", async () => {
    const seed = systemRandom(32);
    const ours = await hpkeKeyPair(seed);
    const sealed = await hpkeSeal(ours.publicKey, info, plain);
    const privateKey = await theirs.DeserializePrivateKey(seed);
    const [enc, ct] = [sealed.slice(0, ENCAPSULATION_BYTES), sealed.slice(ENCAPSULATION_BYTES)];
    expect([...(await theirs.Open(privateKey, enc, ct, { info: infoBytes }))]).toEqual([...plain]);
  });

  it("opens what the other implementation seals", async () => {
    const ours = await hpkeKeyPair(systemRandom(32));
    const publicKey = await theirs.DeserializePublicKey(Uint8Array.from(ours.publicKey));
    const { encapsulatedSecret, ciphertext } = await theirs.Seal(publicKey, plain, { info: infoBytes });
    const sealed = concatBytes(encapsulatedSecret, ciphertext);
    expect([...(await hpkeOpen(ours.privateKey, info, sealed))]).toEqual([...plain]);
  });

  it("has keys of one serialisation: theirs is admitted here, and its seed makes the same public key", async () => {
    for (let i = 0; i < 8; i += 1) {
      const pair = await theirs.GenerateKeyPair(true);
      const publicKey = parseHpkePublicKey(await theirs.SerializePublicKey(pair.publicKey));
      const ours = await hpkeKeyPair(await theirs.SerializePrivateKey(pair.privateKey));
      expect(encodeHex(ours.publicKey)).toBe(encodeHex(publicKey));
    }
  });

  it.each(draft.cases)("has the draft's key of $seed in both", async ({ seed, pk }) => {
    const pair = await theirs.DeserializePrivateKey(Uint8Array.from(decodeHex(seed)), true);
    expect(encodeHex(await theirs.SerializePrivateKey(pair))).toBe(seed);
    const publicKey = await theirs.DeserializePublicKey(Uint8Array.from(decodeHex(pk)));
    expect(encodeHex(await theirs.SerializePublicKey(publicKey))).toBe(pk);
  });

  it("is refused by the other implementation when any part of it is changed", async () => {
    const seed = systemRandom(32);
    const sealed = await hpkeSeal((await hpkeKeyPair(seed)).publicKey, info, plain);
    const privateKey = await theirs.DeserializePrivateKey(seed);
    for (const at of [0, 1087, 1088, ENCAPSULATION_BYTES - 2, ENCAPSULATION_BYTES, sealed.length - 1]) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const [enc, ct] = [changed.slice(0, ENCAPSULATION_BYTES), changed.slice(ENCAPSULATION_BYTES)];
      await expect(theirs.Open(privateKey, enc, ct, { info: infoBytes })).rejects.toThrow();
    }
  });
});
