// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Text signed by one or more keys: c2sp.org/signed-note, "Format". Parsing says nothing about trust: a note's
 * text means nothing before a signature of a known key was verified (open-note.ts).
 */
import { concatBytes, encodeBase64, encodeUtf8 } from "@nightlatch/bytes";
import { TransparencyError } from "../errors.ts";
import { holdsControl, parseBase64, parseUtf8 } from "./text-fields.ts";

export type NoteSignature = Readonly<{
  /** Key name: not empty, no spaces, no plus. */
  name: string;
  /** uint32 that tells keys of one name apart. Not a strong hash: it identifies, it does not prove. */
  keyId: number;
  signature: Uint8Array;
}>;
export type Note = Readonly<{
  /** Ends with a newline, which the signatures cover. */
  text: string;
  signatures: readonly NoteSignature[];
}>;

/** The specification asks for at least 16; an ML-DSA-44 line has 3.3 KiB. */
const MAX_SIGNATURES = 64;
const MAX_NOTE_BYTES = 256 * 1024;
const SIGNATURE_PREFIX = "— ";
const KEY_ID_BYTES = 4;
const UNFIT_IN_NAME = /[\p{White_Space}+]/u;

/** @throws transparency.malformed | transparency.too_large */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > MAX_NOTE_BYTES) {
    throw new TransparencyError("transparency.too_large", `a note has at most ${MAX_NOTE_BYTES} bytes`);
  }
  const whole = parseUtf8(bytes);
  if (holdsControl(whole, "\n")) throw malformed("a note holds no control character but newline");
  // The last blank line ends the text: blank lines before it belong to the text.
  const blank = whole.lastIndexOf("\n\n");
  if (blank < 0) throw malformed("no blank line between text and signatures");
  return { text: whole.slice(0, blank + 1), signatures: parseSignatureLines(whole.slice(blank + 2)) };
}

export function formatNote({ text, signatures }: Note): Uint8Array {
  return concatBytes(encodeUtf8(`${text}\n`), formatSignatureLines(signatures));
}

/** Signature lines alone, as a witness answers. At least one. @throws transparency.malformed | transparency.too_large */
export function parseSignatureLines(lines: string): readonly NoteSignature[] {
  if (!lines.endsWith("\n")) throw malformed("a signature line ends with a newline");
  const each = lines.slice(0, -1).split("\n");
  if (each.length > MAX_SIGNATURES) {
    throw new TransparencyError("transparency.too_large", `a note has at most ${MAX_SIGNATURES} signatures`);
  }
  return each.map(parseSignatureLine);
}

export function formatSignatureLines(signatures: readonly NoteSignature[]): Uint8Array {
  return encodeUtf8(signatures.map(formatSignatureLine).join(""));
}

/** c2sp.org/signed-note: not empty, no Unicode spaces, no plus. Control characters cannot stand in a note at all. */
export function isKeyName(name: string): boolean {
  return name.length > 0 && !UNFIT_IN_NAME.test(name) && !holdsControl(name, "");
}

function parseSignatureLine(line: string): NoteSignature {
  const [name, encoded, ...more] = line.startsWith(SIGNATURE_PREFIX)
    ? line.slice(SIGNATURE_PREFIX.length).split(" ")
    : [];
  if (name === undefined || encoded === undefined || more.length > 0 || !isKeyName(name)) {
    throw malformed("a signature line is: em dash, space, key name, space, base64");
  }
  const bytes = parseBase64(encoded);
  if (bytes.length <= KEY_ID_BYTES) throw malformed("a signature is a key id of four bytes and at least one more");
  const keyId = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { name, keyId, signature: bytes.slice(KEY_ID_BYTES) };
}

function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const id = new Uint8Array(KEY_ID_BYTES);
  new DataView(id.buffer).setUint32(0, keyId);
  return `${SIGNATURE_PREFIX}${name} ${encodeBase64(concatBytes(id, signature))}\n`;
}

function malformed(message: string): TransparencyError {
  return new TransparencyError("transparency.malformed", message);
}
