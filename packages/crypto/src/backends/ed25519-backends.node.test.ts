// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Both backends give one verdict, so that a hub and a browser believe the same signatures. */
import { concatBytes, decodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import signatures from "../../../../vectors/crypto/ed25519-strict.json" with { type: "json" };
import { labelBytes } from "../label.ts";
import { signerFromSeed } from "../signature.ts";
import * as byOpenSsl from "./ed25519-node.ts";
import * as byWebCrypto from "./ed25519-web.ts";

const signer = signerFromSeed(new Uint8Array(32).fill(3));
const message = Uint8Array.of(1, 2, 3);
const signed = concatBytes(labelBytes("record"), message);

describe.each([
  ["OpenSSL", byOpenSsl],
  ["WebCrypto", byWebCrypto],
])("Ed25519 by %s", (_, { importVerifyKey, verifyWith }) => {
  it("takes a signature, and none with a changed bit, of other bytes or by another key", async () => {
    const signature = await signer.sign("record", message);
    const key = await importVerifyKey(signer.publicKey);
    const other = await importVerifyKey(signerFromSeed(new Uint8Array(32).fill(4)).publicKey);
    expect(await verifyWith(key, signed, signature)).toBe(true);
    expect(await verifyWith(key, signed, signature.with(40, (signature[40] ?? 0) ^ 1))).toBe(false);
    expect(await verifyWith(key, signed.with(0, 7), signature)).toBe(false);
    expect(await verifyWith(other, signed, signature)).toBe(false);
  });
});

describe("both backends of Ed25519", () => {
  it.each(signatures.cases)("agree on $name", async (one) => {
    const bytes = concatBytes(labelBytes(one.context), decodeHex(one.message));
    const verdictOf = async ({ importVerifyKey, verifyWith }: typeof byOpenSsl | typeof byWebCrypto) => {
      try {
        return await verifyWith(await importVerifyKey(decodeHex(one.publicKey)), bytes, decodeHex(one.signature));
      } catch {
        // Bytes that one of them refuses to import are to the caller what a signature that does not hold is.
        return false;
      }
    };
    expect(await verdictOf(byOpenSsl)).toBe(await verdictOf(byWebCrypto));
  });
});
