// SPDX-License-Identifier: AGPL-3.0-or-later
import { equalBytes } from "@nightlatch/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importAeadKey, openAead, sealAead } from "./aead.ts";
import { entropyFromPhrase, phraseFromEntropy } from "./mnemonic.ts";
import { openSeed, sealSeed } from "./password.ts";
import { systemRandom } from "./random.ts";

const failed = { code: "crypto.open_failed" };

describe("AES-256-GCM", () => {
  it("opens what it sealed, and nothing else: any flipped byte of ciphertext, nonce or context is refused", async () => {
    const key = await importAeadKey(systemRandom(32));
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(),
        async (plain, aad, at) => {
          const nonce = systemRandom(12);
          const sealed = await sealAead(key, nonce, aad, plain);
          expect(equalBytes(await openAead(key, nonce, aad, sealed), plain)).toBe(true);
          await expect(openAead(key, nonce, aad, flip(sealed, at))).rejects.toMatchObject(failed);
          await expect(openAead(key, flip(nonce, at), aad, sealed)).rejects.toMatchObject(failed);
          await expect(openAead(key, nonce, Uint8Array.of(...aad, 0), sealed)).rejects.toMatchObject(failed);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is AES-256-GCM as NIST's test case 14 has it", async () => {
    const key = await importAeadKey(new Uint8Array(32));
    const sealed = await sealAead(key, new Uint8Array(12), new Uint8Array(0), new Uint8Array(16));
    const hex = [...sealed].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(hex).toBe("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
  });

  it("refuses other key and nonce lengths, and less than a tag", async () => {
    await expect(importAeadKey(new Uint8Array(16))).rejects.toMatchObject({ code: "crypto.bad_key" });
    const key = await importAeadKey(systemRandom(32));
    expect(() => sealAead(key, new Uint8Array(16), new Uint8Array(0), new Uint8Array(0))).toThrow(
      expect.objectContaining({ code: "crypto.bad_nonce" }),
    );
    await expect(openAead(key, new Uint8Array(12), new Uint8Array(0), new Uint8Array(15))).rejects.toMatchObject(
      failed,
    );
  });
});

describe("a paper phrase", () => {
  it("has 24 words and leads back, whatever the spacing and case", () => {
    const entropy = systemRandom(32);
    const words = phraseFromEntropy(entropy);
    expect(words).toHaveLength(24);
    expect(equalBytes(entropyFromPhrase(`  ${words.join("\n ").toUpperCase()} `), entropy)).toBe(true);
  });

  it.each([
    ["too few words", "abandon abandon"],
    ["a word that is not in the list", `${"abandon ".repeat(23)}nightlatch`],
    ["a wrong checksum", "abandon ".repeat(24)],
  ])("refuses %s", (_name, phrase) => {
    expect(() => entropyFromPhrase(phrase)).toThrow(expect.objectContaining({ code: "crypto.bad_phrase" }));
  });
});

describe("a seed under a passphrase", () => {
  it("opens with that passphrase only, and only unchanged", async () => {
    const seed = systemRandom(32);
    const stored = await sealSeed("correct horse", seed, systemRandom);
    expect(equalBytes(await openSeed("correct horse", stored), seed)).toBe(true);
    await expect(openSeed("correct horse ", stored)).rejects.toMatchObject(failed);
    await expect(openSeed("correct horse", flip(stored, stored.length - 1))).rejects.toMatchObject(failed);
    await expect(openSeed("correct horse", flip(stored, 0))).rejects.toMatchObject(failed);
    await expect(openSeed("correct horse", stored.subarray(1))).rejects.toMatchObject(failed);
  });
});

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const index = at % bytes.length;
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
}
