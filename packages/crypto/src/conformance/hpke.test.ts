// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file HPKE by RFC 9180's own vector for our KDF, cipher and mode, then by X-Wing's: the key schedule of §5.1 spelled
 * out here once more, from the draft's shared secrets, must open and be opened by what the door makes.
 */
import { concatBytes, decodeHex, encodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import rfc9180 from "../../../../vectors/conformance/rfc9180-hpke.json" with { type: "json" };
import xWing from "../../../../vectors/conformance/x-wing.json" with { type: "json" };
import { importAeadKey, sealAead } from "../aead.ts";
import { hpkeKeyPair, hpkeOpen } from "../hpke.ts";
import { labelBytes } from "../label.ts";

describe("RFC 9180's base mode", () => {
  const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

  it.each(rfc9180.cases)("opens and seals what the RFC does: $enc", async (vector) => {
    const key = await suite.kem.importKey("raw", plain(vector.skRm).buffer, false);
    const context = { recipientKey: key, enc: plain(vector.enc), info: plain(vector.info) };
    const recipient = await suite.createRecipientContext(context);
    const ephemeral = await suite.kem.importKey("raw", plain(vector.skEm).buffer, false);
    const ekm = { privateKey: ephemeral, publicKey: await suite.kem.importKey("raw", plain(vector.pkEm).buffer, true) };
    const recipientPublicKey = await suite.kem.importKey("raw", plain(vector.pkRm).buffer, true);
    const sender = await suite.createSenderContext({ recipientPublicKey, info: plain(vector.info), ekm });
    expect(encodeHex(new Uint8Array(sender.enc))).toBe(vector.enc);
    for (const { aad, ct, pt } of vector.encryptions) {
      expect(encodeHex(new Uint8Array(await recipient.open(plain(ct), plain(aad))))).toBe(pt);
      expect(encodeHex(new Uint8Array(await sender.seal(plain(pt), plain(aad))))).toBe(ct);
    }
    for (const { exporter_context: about, L, exported_value: value } of vector.exports) {
      expect(encodeHex(new Uint8Array(await recipient.export(plain(about), L)))).toBe(value);
    }
  });

  it.each(rfc9180.cases)(
    "is the key schedule that the next test spells out: $enc",
    ({ shared_secret: secret, info, ...vector }) => {
      const DHKEM_X25519 = 0x20;
      const { nonce } = keySchedule(DHKEM_X25519, decodeHex(secret), decodeHex(info));
      expect(encodeHex(nonce)).toBe(vector.encryptions[0]?.nonce);
    },
  );
});

describe("HPKE with X-Wing", () => {
  const info = { label: "clip-key", context: Uint8Array.of(1, 2, 3) };
  const infoBytes = concatBytes(labelBytes(info.label), info.context);
  const X_WING = 0x647a;

  it.each(xWing.cases)("opens what is sealed under the draft's shared secret $ss", async ({ seed, ct, ss }) => {
    const { key, nonce } = keySchedule(X_WING, decodeHex(ss), infoBytes);
    const sealed = await sealAead(await importAeadKey(key), nonce, new Uint8Array(0), encodeUtf8("a clip's key"));
    const { privateKey } = await hpkeKeyPair(decodeHex(seed));
    expect(await hpkeOpen(privateKey, info, concatBytes(decodeHex(ct), sealed))).toEqual(encodeUtf8("a clip's key"));
  });

  it.each(xWing.cases)("refuses it under any other suite, context or secret: $ss", async ({ seed, ct, ss }) => {
    const { privateKey } = await hpkeKeyPair(decodeHex(seed));
    const other = decodeHex(xWing.cases.find((one) => one.ss !== ss)?.ss ?? "");
    for (const [kem, secret, about] of [
      [0x30, decodeHex(ss), infoBytes],
      [X_WING, decodeHex(ss), infoBytes.subarray(1)],
      [X_WING, other, infoBytes],
    ] as const) {
      const { key, nonce } = keySchedule(kem, secret, about);
      const sealed = await sealAead(await importAeadKey(key), nonce, new Uint8Array(0), encodeUtf8("x"));
      const opened = hpkeOpen(privateKey, info, concatBytes(decodeHex(ct), sealed));
      await expect(opened).rejects.toMatchObject({ code: "crypto.open_failed" });
    }
  });
});

/** RFC 9180 §5.1, mode_base, HKDF-SHA256 (1), AES-256-GCM (2). */
function keySchedule(kemId: number, secret: Uint8Array, info: Uint8Array) {
  const suiteId = concatBytes(encodeUtf8("HPKE"), Uint8Array.of(kemId >> 8, kemId & 0xff, 0, 1, 0, 2));
  const labelled = (label: string, input: Uint8Array): Uint8Array =>
    concatBytes(encodeUtf8("HPKE-v1"), suiteId, encodeUtf8(label), input);
  const labelledExtract = (salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array =>
    extract(sha256, labelled(label, ikm), salt);
  const nothing = new Uint8Array(0);
  const context = concatBytes(
    Uint8Array.of(0),
    labelledExtract(nothing, "psk_id_hash", nothing),
    labelledExtract(nothing, "info_hash", info),
  );
  const prk = labelledExtract(secret, "secret", nothing);
  const labelledExpand = (label: string, length: number): Uint8Array =>
    expand(sha256, prk, concatBytes(Uint8Array.of(0, length), labelled(label, context)), length);
  return { key: labelledExpand("key", 32), nonce: labelledExpand("base_nonce", 12) };
}

function plain(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(decodeHex(hex));
}
