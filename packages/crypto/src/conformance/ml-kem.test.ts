// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file ML-KEM-768 as NIST and CCTV try it: the one inside our X-Wing, and another library's. X-Wing derives its ML-KEM
 * key from a hash, so vectors cannot be put in through its door.
 */
import { concatBytes, decodeHex, encodeHex } from "@nightlatch/bytes";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { MlKem768 } from "mlkem";
import { describe, expect, it } from "vitest";
import encapsulations from "../../../../vectors/conformance/acvp-ml-kem-768-encapsulation.json" with { type: "json" };
import keys from "../../../../vectors/conformance/acvp-ml-kem-768-keygen.json" with { type: "json" };
import unreduced from "../../../../vectors/conformance/cctv-ml-kem-768-modulus.json" with { type: "json" };
import decapsulations from "../../../../vectors/conformance/ml-kem-768-decapsulation.json" with { type: "json" };

type Kem = Readonly<{
  name: string;
  publicKey: (seed: Uint8Array) => Promise<Uint8Array>;
  encapsulate: (ek: Uint8Array, m: Uint8Array) => Promise<Readonly<{ c: Uint8Array; k: Uint8Array }>>;
  decapsulate: (dk: Uint8Array, c: Uint8Array) => Promise<Uint8Array>;
}>;

// eslint-disable-next-line @typescript-eslint/no-deprecated -- the very class that our X-Wing calls
const shipped = () => new MlKem768();
const ours: Kem = {
  name: "the ML-KEM that seals",
  publicKey: async (seed) => (await shipped().deriveKeyPair(seed))[0],
  encapsulate: async (ek, m) => {
    const [c, k] = await shipped().encap(ek, m);
    return { c, k };
  },
  decapsulate: (dk, c) => shipped().decap(c, dk),
};
const another: Kem = {
  name: "another library's ML-KEM",
  publicKey: async (seed) => ml_kem768.keygen(seed).publicKey,
  encapsulate: async (ek, m) => {
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(ek, m);
    return { c: cipherText, k: sharedSecret };
  },
  decapsulate: async (dk, c) => ml_kem768.decapsulate(c, dk),
};

describe.each([ours, another])("$name", ({ publicKey, encapsulate, decapsulate }) => {
  it.each(keys.cases)("makes NIST's key $tcId from its seed", async ({ d, z, ek }) => {
    expect(encodeHex(await publicKey(concatBytes(decodeHex(d), decodeHex(z))))).toBe(ek);
  });

  it.each(encapsulations.cases)("encapsulates as NIST's test $tcId", async ({ ek, m, c, k }) => {
    const made = await encapsulate(decodeHex(ek), decodeHex(m));
    expect([encodeHex(made.c), encodeHex(made.k)]).toEqual([c, k]);
  });

  it.each(decapsulations.cases)("decapsulates, or rejects without a word: $name", async ({ dk, c, k }) => {
    expect(encodeHex(await decapsulate(decodeHex(dk), decodeHex(c)))).toBe(k);
  });

  it.each(unreduced.cases)("refuses CCTV's key $line, which is not reduced", async ({ ek }) => {
    await expect(encapsulate(decodeHex(ek), new Uint8Array(32))).rejects.toThrow();
  });
});
