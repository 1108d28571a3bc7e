// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Decoders below any meaning: CBOR, text encodings, keys, phrases. */
import {
  decodeBase64,
  decodeBase64url,
  decodeCbor,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  encodeBase64url,
  encodeCbor,
  encodeHex,
  encodeUtf8,
  equalBytes,
} from "@nightlatch/bytes";
import { hpkeKeyPair, hpkeSeal } from "@nightlatch/crypto/hpke";
import { parseHpkePublicKey } from "@nightlatch/crypto/hpke-public-key";
import { entropyFromPhrase, phraseFromEntropy } from "@nightlatch/crypto/mnemonic";
import { parseVerifyKey, signerFromSeed, verifySignature } from "@nightlatch/crypto/signature";
import { seededRandom } from "@nightlatch/testkit";
import cborVectors from "../../../vectors/bytes/deterministic-cbor.json" with { type: "json" };
import { promised, type FuzzTarget, type TargetFamily } from "../target.ts";
import { acceptedInputs } from "./vector-inputs.ts";

const random = seededRandom("tests/fuzz/encodings");

export const encodings: TargetFamily = {
  "canonical-cbor": () => ({
    form: "cbor",
    seeds: [
      ...acceptedInputs(cborVectors.cases, ({ hex }) => hex),
      encodeCbor({ a: [1, -1, [true, null]], b: random(20), "": { x: "text", z: 2 ** 40 } }),
    ],
    codes: ["bytes.malformed", "bytes.not_canonical"],
    judge(input) {
      const value = decodeCbor(input);
      promised(equalBytes(encodeCbor(value), input), "accepted CBOR that it would not write");
      return typeof value;
    },
  }),
  base64url: () =>
    textForm(["", "AA", "AAA", "__4", encodeBase64url(random(40))], (text) => encodeBase64url(decodeBase64url(text))),
  base64: () =>
    textForm(["", "AA==", "AAA=", "//4=", encodeBase64(random(40))], (text) => encodeBase64(decodeBase64(text))),
  hex: () => textForm(["", "00", "a0ff", encodeHex(random(40))], (text) => encodeHex(decodeHex(text))),
  "paper-phrase": () => ({
    form: "text",
    seeds: [random(32), new Uint8Array(32)].map((entropy) => encodeUtf8(phraseFromEntropy(entropy).join(" "))),
    dictionary: ["abandon ", "zoo", " art", "\u00a0", "\u3000"],
    codes: ["bytes.malformed", "crypto.bad_phrase"],
    judge(input) {
      const text = decodeUtf8(input);
      const phrase = phraseFromEntropy(entropyFromPhrase(text)).join(" ");
      const typed = text.trim().toLowerCase().split(/\s+/u).join(" ").normalize("NFKD");
      promised(phrase === typed, "read a phrase other than the one typed");
      return "phrase";
    },
  }),
  "verify-key": () => ({
    form: "bytes",
    seeds: [signerFromSeed(random(32)).publicKey, signerFromSeed(random(32)).publicKey],
    codes: ["crypto.bad_key"],
    judge(input) {
      const key = parseVerifyKey(input);
      promised(!verifySignature(key, "fuzz", input, new Uint8Array(64)), "a signature of zeros was good");
      return "key";
    },
  }),
  "hpke-key": async () => ({
    form: "bytes",
    seeds: [(await hpkeKeyPair(random(32))).publicKey],
    codes: ["crypto.bad_key"],
    async judge(input) {
      const key = parseHpkePublicKey(input);
      promised((await hpkeSeal(key, { label: "fuzz", context: key }, key)).length > key.length, "sealed to nothing");
      return "key";
    },
  }),
  signature: signatureTarget,
};

/** The input is signature (64 bytes), then message. */
async function signatureTarget(): Promise<FuzzTarget> {
  const signer = signerFromSeed(random(32));
  const message = encodeUtf8("what was signed");
  const genuine = Uint8Array.of(...(await signer.sign("fuzz", message)), ...message);
  return {
    form: "bytes",
    seeds: [genuine],
    codes: [],
    judge(input) {
      const isGood = verifySignature(signer.publicKey, "fuzz", input.subarray(64), input.subarray(0, 64));
      promised(isGood === equalBytes(input, genuine), "took a changed signature, or refused the genuine one");
      return String(isGood);
    },
  };
}

/** What decodes has one spelling. */
function textForm(seeds: readonly string[], respell: (text: string) => string): FuzzTarget {
  return {
    form: "text",
    seeds: seeds.map(encodeUtf8),
    codes: ["bytes.malformed"],
    judge(input) {
      const text = decodeUtf8(input);
      promised(respell(text) === text, "decoded a second spelling");
      return `length ${String(text.length % 4)}`;
    },
  };
}
