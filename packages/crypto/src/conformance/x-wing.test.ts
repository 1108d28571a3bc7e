// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file X-Wing by its draft's own vectors, and which public keys it takes. */
import { concatBytes, decodeHex, encodeHex } from "@nightlatch/bytes";
import { XWing } from "@hpke/hybridkem-x-wing";
import { describe, expect, it } from "vitest";
import unreduced from "../../../../vectors/conformance/cctv-ml-kem-768-modulus.json" with { type: "json" };
import draft from "../../../../vectors/conformance/x-wing.json" with { type: "json" };
import { hpkeKeyPair, hpkeSeal } from "../hpke.ts";
import { parseHpkePublicKey } from "../hpke-public-key.ts";
import type { HpkePublicKey } from "../keys.ts";

const info = { label: "clip-key", context: new Uint8Array(0) };
const badKey: unknown = expect.objectContaining({ code: "crypto.bad_key" });
const ML_KEM_KEY_BYTES = 1184;
const P = 2n ** 255n - 19n;
/** u-coordinates of order 8 (RFC 7748's curve and its twist). */
const ORDER_8 = [
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
];
const SMALL_ORDER = [0n, 1n, P - 1n, P, P + 1n, ...ORDER_8];

describe("the draft's X-Wing vectors", () => {
  it.each(draft.cases)("give the public key of $seed", async ({ seed, pk }) => {
    expect(encodeHex((await hpkeKeyPair(decodeHex(seed))).publicKey)).toBe(pk);
  });

  it.each(draft.cases)("encapsulate and decapsulate with $seed", async ({ seed, pk, eseed, ct, ss }) => {
    const kem = new XWing();
    const recipientPublicKey = await kem.deserializePublicKey(decodeHex(pk));
    const { enc, sharedSecret } = await kem.encap({ recipientPublicKey, ekm: Uint8Array.from(decodeHex(eseed)) });
    expect([encodeHex(new Uint8Array(enc)), encodeHex(new Uint8Array(sharedSecret))]).toEqual([ct, ss]);
    const { privateKey: recipientKey } = await kem.generateKeyPairDerand(Uint8Array.from(decodeHex(seed)));
    const opened = await kem.decap({ recipientKey, enc: Uint8Array.from(decodeHex(ct)) });
    expect(encodeHex(new Uint8Array(opened))).toBe(ss);
  });
});

describe("an X-Wing public key", () => {
  const valid = decodeHex(draft.cases[0]?.pk ?? "");
  const small = SMALL_ORDER.flatMap((u) => [u, u + 2n ** 255n]).map(littleEndian);

  it("is admitted when a seed made it", async () => {
    for (let i = 0; i < 50; i += 1) {
      const { publicKey } = await hpkeKeyPair(crypto.getRandomValues(new Uint8Array(32)));
      expect(parseHpkePublicKey(publicKey)).toBe(publicKey);
    }
  });

  it.each(unreduced.cases)("is refused with CCTV's ML-KEM key $line, which is not reduced", async ({ ek }) => {
    await expectRefused(concatBytes(decodeHex(ek), valid.subarray(ML_KEM_KEY_BYTES)));
  });

  it.each(small.map((point) => ({ u: encodeHex(point), point })))(
    "is refused with the X25519 point $u",
    async ({ point }) => {
      await expectRefused(concatBytes(valid.subarray(0, ML_KEM_KEY_BYTES), point));
    },
  );

  it.each([0, 1, 1215, 1217])("is refused with %d bytes", (length) => {
    expect(() => parseHpkePublicKey(new Uint8Array(length).fill(9))).toThrow(badKey);
  });

  it("is admitted with the last coefficient below q, and refused with q itself", () => {
    for (const at of [0, 3, 1149]) {
      expect(() => parseHpkePublicKey(withPair(valid, at, 3328, 3328))).not.toThrow();
      expect(() => parseHpkePublicKey(withPair(valid, at, 3329, 0))).toThrow(badKey);
      expect(() => parseHpkePublicKey(withPair(valid, at, 0, 3329))).toThrow(badKey);
      expect(() => parseHpkePublicKey(withPair(valid, at, 4095, 4095))).toThrow(badKey);
    }
  });
});

/** By the door, by sealing to it all the same, and by the library behind the door. */
async function expectRefused(bytes: Uint8Array): Promise<void> {
  expect(() => parseHpkePublicKey(bytes)).toThrow(badKey);
  const sealed = hpkeSeal(bytes as HpkePublicKey, info, Uint8Array.of(1));
  await expect(sealed).rejects.toMatchObject({ code: "crypto.bad_key" });
  const kem = new XWing();
  const recipientPublicKey = await kem.deserializePublicKey(Uint8Array.from(bytes));
  await expect(kem.encap({ recipientPublicKey })).rejects.toThrow();
}

/** Two coefficients of 12 bits in three bytes. */
function withPair(key: Uint8Array, at: number, first: number, next: number): Uint8Array {
  const changed = Uint8Array.from(key);
  changed.set([first & 0xff, (first >> 8) | ((next & 0x0f) << 4), next >> 4], at);
  return changed;
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
