// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex, encodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { mlDsaKeyFromSeed } from "@nightlatch/crypto/ml-dsa";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { describe, expect, it } from "vitest";
import checkpoints from "../../../../vectors/transparency/checkpoints.json" with { type: "json" };
import cosignatures from "../../../../vectors/transparency/cosignatures.json" with { type: "json" };
import vkeys from "../../../../vectors/transparency/vkeys.json" with { type: "json" };
import { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { openCheckpoint, verifySignatures } from "./open-checkpoint.ts";
import { formatNote, parseNote } from "./signed-note.ts";
import { createEd25519Cosigner, createMlDsaCosigner } from "./signing.ts";
import { formatVkey, KEY_TYPES, parseVkey } from "./verifier-key.ts";
import { verifyLine } from "./verify-signature.ts";

describe("verifier keys", () => {
  it.each(vkeys.cases)("$name", ({ vkey, key, error }) => {
    if (error !== undefined) {
      expect(() => parseVkey(vkey)).toThrow(expect.objectContaining({ code: error }));
      return;
    }
    const parsed = parseVkey(vkey);
    expect({ ...parsed, publicKey: encodeHex(parsed.publicKey) }).toEqual(key);
    expect(formatVkey(parsed)).toBe(vkey);
  });
});

describe("checkpoints", () => {
  it.each(checkpoints.cases)("$name", ({ vkeys: keys, note, noteBytes, checkpoint, error }) => {
    const bytes = noteBytes === undefined ? encodeUtf8(note) : decodeHex(noteBytes);
    const open = () => openCheckpoint(bytes, keys.map(parseVkey));
    if (error !== undefined) {
      expect(open).toThrow(expect.objectContaining({ code: error }));
      return;
    }
    const opened = open();
    expect({ ...opened.checkpoint, root: encodeHex(opened.checkpoint.root) }).toEqual(checkpoint);
    expect(formatCheckpoint(opened.checkpoint)).toBe(opened.note.text);
    expect(formatNote(opened.note)).toEqual(bytes);
  });
});

describe("cosignatures", () => {
  it.each(cosignatures.cases)("$name", async ({ vkey, note, timeSeconds, seed, cosign, error }) => {
    const [key, bytes] = [parseVkey(vkey), encodeUtf8(note)];
    const parsed = parseNote(bytes);
    const checkpoint = parseCheckpoint(parsed.text);
    const verify = () => verifySignatures(parsed, checkpoint, [key]);
    if (error !== undefined) {
      expect(verify).toThrow(expect.objectContaining({ code: error }));
      return;
    }
    expect(verify()).toEqual(timeSeconds === undefined ? [] : [{ key, timeSeconds }]);
    if (cosign === undefined) return;
    const cosigner =
      cosign.type === KEY_TYPES.cosignatureMlDsa44
        ? createMlDsaCosigner(cosign.name, mlDsaKeyFromSeed(decodeHex(seed)))
        : createEd25519Cosigner(cosign.name, noteKeyFromSeed(decodeHex(seed)));
    expect(cosigner.vkey).toBe(vkey);
    const line = await cosigner.cosign(parseCheckpoint(cosign.checkpoint), cosign.timeSeconds);
    expect(parsed.signatures).toContainEqual(line);
  });
});

describe("a note that we did not sign", () => {
  // The example of Go's sumdb/note, in its documentation.
  const vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const line =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  const unused = { origin: "", size: 0, root: new Uint8Array() as never, extensions: [] };

  it("is verified", () => {
    const note = parseNote(encodeUtf8(`${text}\n${line}`));
    expect(note.text).toBe(text);
    const [signature] = note.signatures;
    expect(signature && verifyLine(parseVkey(vkey), note.text, unused, signature)).toEqual({ timeSeconds: undefined });
  });

  it("is refused with another text", () => {
    const note = parseNote(encodeUtf8(`${text.replace("you", "they")}\n${line}`));
    const [signature] = note.signatures;
    expect(signature && verifyLine(parseVkey(vkey), note.text, unused, signature)).toBeUndefined();
  });
});

describe("a note's text", () => {
  it("may hold blank lines and lines that look like signatures: the last blank line ends it", () => {
    const note = parseNote(encodeUtf8("a\n\n— b AAAAAAEC\n\n— c AAAAAAEC\n"));
    expect(note.text).toBe("a\n\n— b AAAAAAEC\n");
    expect(note.signatures.map(({ name }) => name)).toEqual(["c"]);
  });
});
