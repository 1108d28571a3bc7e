// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file AES-256-GCM as Wycheproof tries it, through the one door that there is. */
import { concatBytes, decodeHex, encodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import wycheproof from "../../../../vectors/conformance/wycheproof-aes-256-gcm.json" with { type: "json" };
import { importAeadKey, NONCE_BYTES, openAead, sealAead } from "../aead.ts";

const [ours, others] = [
  wycheproof.cases.filter(({ iv }) => iv.length === 2 * NONCE_BYTES),
  wycheproof.cases.filter(({ iv }) => iv.length !== 2 * NONCE_BYTES),
];

describe("Wycheproof's AES-256-GCM", () => {
  it.each(ours)("$tcId $comment: $result", async ({ key: raw, iv, aad, msg, ct, tag, result }) => {
    const key = await importAeadKey(decodeHex(raw));
    const sealed = concatBytes(decodeHex(ct), decodeHex(tag));
    const opened = openAead(key, decodeHex(iv), decodeHex(aad), sealed);
    if (result !== "valid") {
      await expect(opened).rejects.toMatchObject({ code: "crypto.open_failed" });
      return;
    }
    expect(encodeHex(await opened)).toBe(msg);
    expect(encodeHex(await sealAead(key, decodeHex(iv), decodeHex(aad), decodeHex(msg)))).toBe(ct + tag);
  });

  it.each(others)(
    "$tcId is refused, valid or not: its nonce has another length",
    async ({ key: raw, iv, aad, msg, ct, tag }) => {
      const key = await importAeadKey(decodeHex(raw));
      const sealed = concatBytes(decodeHex(ct), decodeHex(tag));
      const failed = { code: "crypto.open_failed" };
      await expect(openAead(key, decodeHex(iv), decodeHex(aad), sealed)).rejects.toMatchObject(failed);
      expect(() => sealAead(key, decodeHex(iv), decodeHex(aad), decodeHex(msg))).toThrow(
        expect.objectContaining({ code: "crypto.bad_nonce" }),
      );
    },
  );
});
