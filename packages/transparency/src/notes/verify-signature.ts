// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Does this line's signature hold under this key? One answer for the three signature types that we know. */
import { encodeUtf8 } from "@nightlatch/bytes";
import type { MlDsaPublicKey, VerifyKey } from "@nightlatch/crypto/keys";
import { verifyMlDsa } from "@nightlatch/crypto/ml-dsa";
import { verifyNoteSignature } from "@nightlatch/crypto/note-signature";
import type { Checkpoint } from "./checkpoint.ts";
import { decodeTimestamped, ed25519CosignedMessage, mlDsaCosignedMessage } from "./cosignature.ts";
import type { NoteSignature } from "./signed-note.ts";
import { KEY_TYPES, type VerifierKey } from "./verifier-key.ts";

/** A signature that holds; `timeSeconds` where its type carries one. */
export type HeldSignature = Readonly<{ timeSeconds: number | undefined }>;

/** Undefined when it does not hold. `checkpoint` is what `text` says; the signature is attacker-controlled. */
export function verifyLine(
  key: VerifierKey,
  text: string,
  checkpoint: Checkpoint,
  { signature }: NoteSignature,
): HeldSignature | undefined {
  if (key.type === KEY_TYPES.ed25519) {
    const holds = verifyNoteSignature(key.publicKey as VerifyKey, encodeUtf8(text), signature);
    return holds ? { timeSeconds: undefined } : undefined;
  }
  const timestamped = decodeTimestamped(signature);
  if (timestamped === undefined) return undefined;
  const { timeSeconds } = timestamped;
  const holds =
    key.type === KEY_TYPES.cosignatureEd25519
      ? verifyNoteSignature(
          key.publicKey as VerifyKey,
          ed25519CosignedMessage(timeSeconds, text),
          timestamped.signature,
        )
      : verifyMlDsa(
          key.publicKey as MlDsaPublicKey,
          mlDsaCosignedMessage(key.name, timeSeconds, checkpoint),
          timestamped.signature,
        );
  return holds ? { timeSeconds } : undefined;
}
