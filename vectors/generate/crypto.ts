// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/crypto: labels, derived keys, the strict signature rule, HPKE openings, Merkle trees. */
import { concatBytes, decodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { hpkeKeyPair, hpkeSeal } from "@nightlatch/crypto/hpke";
import { deriveKey } from "@nightlatch/crypto/kdf";
import { inclusionProof, merkleLeafHash, merkleRoot } from "@nightlatch/crypto/merkle";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import { seededRandom } from "@nightlatch/testkit";
import { flipped, writeVectors } from "./vector-file.ts";

/** L of RFC 8032, little-endian: S + L is another spelling of the same signature. */
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const SMALL_ORDER = "0000000000000000000000000000000000000000000000000000000000000000";
const NEUTRAL = "0100000000000000000000000000000000000000000000000000000000000000";
const NOT_CANONICAL = "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
/** Of the case's own key: R with a point of order 8 added, S = r + h·a. Valid to whoever multiplies by the cofactor. */
const R_WITH_TORSION =
  "cdbc161be64c4302f56443ff29ccf36a2075be1a1fa67ff126b56315f5681c38" +
  "e82fa5ab74025d5a49271421a09b5906978b8bb23e6da7c3701ba468b70a9a08";
/** Of the case's own key: R is the neutral point, S = h·a. The equation holds. */
const R_NEUTRAL =
  "0100000000000000000000000000000000000000000000000000000000000000" +
  "d58e643576bef1866e916a08d0c399f5dee6aa2f6c2418abeada898d4777f80b";
/** A point with a part of order 8, and a signature that satisfies the equation under it, without any cofactor. */
const KEY_WITH_TORSION = "fa01f68eaba8cec3724d13f14503af7a45eb9fda74e7e8f31fc3f96e92b27c3e";
const SIGNED_WITH_TORSION =
  "d0dc11d368bc62239178f3830a9ad7929d8fee188d2e770772cadf3cc018e9f1" +
  "b127933f2806472eb49caac3949b7c6fda3c940cdbb883463e32e7ace8e05c01";
const NOT_ON_CURVE = "0200000000000000000000000000000000000000000000000000000000000000";

export async function generateCrypto(): Promise<void> {
  const random = seededRandom("vectors/crypto");
  generateDerivations(random(32));
  await generateSignatures(random(32));
  await generateHpke(random(32), random(32));
  generateMerkle();
}

function generateDerivations(ikm: Uint8Array): void {
  const context = Uint8Array.of(1, 2, 3);
  writeVectors("crypto/derivations", "H and KDF of protocol §1.", [
    {
      name: "a labelled hash",
      operation: "hash",
      label: "device",
      input: context,
      output: labelledHash("device", context),
    },
    { name: "of nothing", operation: "hash", label: "manifest", input: "", output: labelledHash("manifest") },
    ...[16, 32, 64].map((length) => ({
      name: `${String(length)} bytes derived`,
      operation: "derive",
      label: "fragment-key",
      ikm,
      input: context,
      length,
      output: deriveKey(ikm, "fragment-key", context, length),
    })),
  ]);
}

async function generateSignatures(seed: Uint8Array): Promise<void> {
  const signer = signerFromSeed(seed);
  const message = encodeUtf8("a message");
  const signature = await signer.sign("record", message);
  const base = { publicKey: signer.publicKey, context: "record", message, signature };
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
  writeVectors("crypto/ed25519-strict", "Verification under the strict rule; `accepted` is the verdict.", [
    { name: "a genuine signature", ...base, seed, accepted: true },
    { name: "another context", ...base, context: "manifest", accepted: false },
    { name: "another message", ...base, message: encodeUtf8("a massage"), accepted: false },
    { name: "a changed R", ...base, signature: flipped(signature, 3), accepted: false },
    { name: "a changed S", ...base, signature: flipped(signature, 40), accepted: false },
    { name: "S + L", ...base, signature: concatBytes(r, addOrder(s)), accepted: false },
    { name: "R of small order", ...base, signature: concatBytes(decodeHex(SMALL_ORDER), s), accepted: false },
    { name: "R neutral", ...base, signature: concatBytes(decodeHex(NEUTRAL), s), accepted: false },
    { name: "R not canonical", ...base, signature: concatBytes(decodeHex(NOT_CANONICAL), s), accepted: false },
    { name: "R with a torsion part", ...base, signature: decodeHex(R_WITH_TORSION), accepted: false },
    { name: "R neutral, and the equation holds", ...base, signature: decodeHex(R_NEUTRAL), accepted: false },
    { name: "a short signature", ...base, signature: signature.subarray(0, 63), accepted: false },
    ...[
      ["a key of small order", SMALL_ORDER],
      ["the neutral key", NEUTRAL],
      ["a key that is not canonical", NOT_CANONICAL],
      ["a key off the curve", NOT_ON_CURVE],
    ].map(([name, publicKey]) => ({ name: name ?? "", ...base, publicKey, keyError: "crypto.bad_key" })),
    {
      name: "a key with a torsion part",
      ...base,
      publicKey: KEY_WITH_TORSION,
      signature: decodeHex(SIGNED_WITH_TORSION),
      keyError: "crypto.bad_key",
    },
  ]);
}

async function generateHpke(seed: Uint8Array, otherSeed: Uint8Array): Promise<void> {
  const [pair, other] = [await hpkeKeyPair(seed), await hpkeKeyPair(otherSeed)];
  const info = { label: "clip-key", context: Uint8Array.of(7, 7) };
  const plain = encodeUtf8("thirty-two bytes of a clip's key");
  const sealed = await hpkeSeal(pair.publicKey, info, plain);
  const elsewhere = await hpkeSeal(other.publicKey, info, plain);
  const base = { seed, label: info.label, context: info.context };
  const error = "crypto.open_failed";
  writeVectors("crypto/hpke-open", "Openings: HPKE base, X-Wing, HKDF-SHA256, AES-256-GCM; enc ‖ ct.", [
    { name: "opens", ...base, publicKey: pair.publicKey, sealed, plain },
    { name: "another label", ...base, label: "record", sealed, error },
    { name: "another context", ...base, context: Uint8Array.of(7, 8), sealed, error },
    { name: "sealed to another key", ...base, sealed: elsewhere, error },
    { name: "a changed ML-KEM part", ...base, sealed: flipped(sealed, 0), error },
    { name: "a changed X25519 part", ...base, sealed: flipped(sealed, 1100), error },
    { name: "a changed ciphertext", ...base, sealed: flipped(sealed, 1121), error },
    { name: "a changed tag", ...base, sealed: flipped(sealed, sealed.length - 1), error },
    { name: "truncated", ...base, sealed: sealed.subarray(0, sealed.length - 1), error },
    { name: "empty", ...base, sealed: "", error },
  ]);
}

function generateMerkle(): void {
  const leaves = Array.from({ length: 7 }, (_, i) => merkleLeafHash(Uint8Array.of(i)));
  const trees = leaves.map((_, i) => leaves.slice(0, i + 1));
  writeVectors("crypto/merkle", "RFC 6962 trees over leaves 00, 01, … of one byte each.", [
    { name: "the empty tree", size: 0, root: merkleRoot([]) },
    ...trees.map((tree) => ({ name: `${String(tree.length)} leaves`, size: tree.length, root: merkleRoot(tree) })),
    ...leaves.map((_, index) => ({
      name: `leaf ${String(index)} of 7`,
      size: 7,
      index,
      root: merkleRoot(leaves),
      proof: inclusionProof(leaves, index),
    })),
  ]);
}

function addOrder(s: Uint8Array): Uint8Array {
  let value = s.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n) + GROUP_ORDER;
  return Uint8Array.from(s, () => {
    const byte = Number(value & 255n);
    value >>= 8n;
    return byte;
  });
}
