// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file From untrusted bytes to a checkpoint that a known log signed: c2sp.org/signed-note, "Signatures". Signatures of
 * unknown keys are ignored. A line in a known key's name that does not verify condemns the whole note.
 */
import { TransparencyError } from "../errors.ts";
import { parseCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { formatNote, parseNote, parseSignatureLines, type Note, type NoteSignature } from "./signed-note.ts";
import { parseUtf8 } from "./text-fields.ts";
import { isSameKey, type VerifierKey } from "./verifier-key.ts";
import { verifyLine } from "./verify-signature.ts";

export type SignedCheckpoint = Readonly<{
  checkpoint: Checkpoint;
  note: Note;
  /** As received: what is kept, relayed and shown as evidence. */
  bytes: Uint8Array;
}>;

/** A key whose signature was found and holds. Once for each key, with the latest time that it signed. */
export type Signed = Readonly<{ key: VerifierKey; timeSeconds: number | undefined }>;

/**
 * The checkpoint in `bytes`, signed by one of the log's keys, whose name is the log's origin.
 * @throws transparency.malformed | transparency.too_large
 * @throws transparency.wrong_log when it names another log
 * @throws transparency.bad_signature when none of these keys signed, or a line of theirs does not hold
 */
export function openCheckpoint(bytes: Uint8Array, logKeys: readonly VerifierKey[]): SignedCheckpoint {
  const note = parseNote(bytes);
  const checkpoint = parseCheckpoint(note.text);
  const ofThisLog = logKeys.filter(({ name }) => name === checkpoint.origin);
  if (ofThisLog.length === 0) {
    throw new TransparencyError("transparency.wrong_log", "the checkpoint is of another log than the expected one");
  }
  if (verifySignatures(note, checkpoint, ofThisLog).length === 0) {
    throw new TransparencyError("transparency.bad_signature", "no key of this log signed the checkpoint");
  }
  return { checkpoint, note, bytes };
}

/** All of `keys` that signed. Counts keys, not lines. @throws transparency.bad_signature */
export function verifySignatures(note: Note, checkpoint: Checkpoint, keys: readonly VerifierKey[]): readonly Signed[] {
  return keys.flatMap((key) => {
    const lines = note.signatures.filter((line) => isSameKey(line, key));
    if (lines.length === 0) return [];
    const held = lines.map((line) => verifyLine(key, note.text, checkpoint, line));
    if (held.includes(undefined)) {
      throw new TransparencyError("transparency.bad_signature", "a known key's signature on this note does not hold");
    }
    const times = held.flatMap((one) => one?.timeSeconds ?? []);
    return [{ key, timeSeconds: times.length === 0 ? undefined : Math.max(...times) }];
  });
}

/**
 * The note with further signature lines, as a witness answers them; a line that is there already is not added again.
 * @throws transparency.malformed | transparency.too_large
 */
export function withSignatures(bytes: Uint8Array, lines: Uint8Array): Uint8Array {
  const note = parseNote(bytes);
  const added = parseSignatureLines(parseUtf8(lines));
  const merged = new Map<string, NoteSignature>();
  for (const line of [...note.signatures, ...added]) {
    merged.set(`${line.name} ${String(line.keyId)} ${line.signature.join()}`, line);
  }
  const joined = formatNote({ text: note.text, signatures: [...merged.values()] });
  parseNote(joined);
  return joined;
}
