// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who signs notes. The secret stays behind NoteKey or MlDsaKey; a key is used for one kind of note and for
 * nothing else, as C2SP's messages carry no label of ours. An Ed25519 cosigner's message does not even hold its name:
 * two cosigners never share a key (c2sp.org/tlog-cosignature, "Ed25519 signed message").
 */
import { encodeUtf8 } from "@nightlatch/bytes";
import type { MlDsaKey } from "@nightlatch/crypto/ml-dsa";
import type { NoteKey } from "@nightlatch/crypto/note-signature";
import { formatCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { ed25519CosignedMessage, encodeTimestamped, mlDsaCosignedMessage } from "./cosignature.ts";
import type { NoteSignature } from "./signed-note.ts";
import { formatVkey, KEY_TYPES, verifierKey, type KeyType, type VerifierKey } from "./verifier-key.ts";

/** Signs a log's own checkpoints. Its name is the log's origin. */
export interface LogSigner {
  readonly key: VerifierKey;
  readonly vkey: string;
  sign(checkpoint: Checkpoint): Promise<NoteSignature>;
}

/** Signs what it saw of other people's logs, with the time. */
export interface Cosigner {
  readonly key: VerifierKey;
  readonly vkey: string;
  cosign(checkpoint: Checkpoint, timeSeconds: number): Promise<NoteSignature>;
}

/** Signature type 0x01. @throws transparency.malformed for a name that a key cannot have */
export function createLogSigner(origin: string, secret: NoteKey): LogSigner {
  const identity = identityOf(origin, KEY_TYPES.ed25519, secret.publicKey);
  return {
    ...identity,
    sign: async (checkpoint) => signed(identity.key, await secret.sign(encodeUtf8(formatCheckpoint(checkpoint)))),
  };
}

/**
 * Signature type 0x06, which c2sp.org/tlog-checkpoint recommends beside the Ed25519 signature of a public log.
 * @throws transparency.malformed for a name that a key cannot have
 */
export function createMlDsaLogSigner(origin: string, secret: MlDsaKey, nowMs: () => number): LogSigner {
  const cosigner = createMlDsaCosigner(origin, secret);
  const { key, vkey } = cosigner;
  return { key, vkey, sign: (checkpoint) => cosigner.cosign(checkpoint, Math.floor(nowMs() / 1000)) };
}

/** Signature type 0x04. @throws transparency.malformed for a name that a key cannot have */
export function createEd25519Cosigner(name: string, secret: NoteKey): Cosigner {
  const identity = identityOf(name, KEY_TYPES.cosignatureEd25519, secret.publicKey);
  return {
    ...identity,
    cosign: async (checkpoint, timeSeconds) => {
      const signature = await secret.sign(ed25519CosignedMessage(timeSeconds, formatCheckpoint(checkpoint)));
      return signed(identity.key, encodeTimestamped({ timeSeconds, signature }));
    },
  };
}

/** Signature type 0x06. @throws transparency.malformed for a name that a key cannot have */
export function createMlDsaCosigner(name: string, secret: MlDsaKey): Cosigner {
  const identity = identityOf(name, KEY_TYPES.cosignatureMlDsa44, secret.publicKey);
  return {
    ...identity,
    cosign: async (checkpoint, timeSeconds) => {
      const signature = await secret.sign(mlDsaCosignedMessage(name, timeSeconds, checkpoint));
      return signed(identity.key, encodeTimestamped({ timeSeconds, signature }));
    },
  };
}

function identityOf(name: string, type: KeyType, publicKey: Uint8Array): Readonly<{ key: VerifierKey; vkey: string }> {
  const key = verifierKey(name, type, publicKey);
  return { key, vkey: formatVkey(key) };
}

function signed({ name, keyId }: VerifierKey, signature: Uint8Array): NoteSignature {
  return { name, keyId, signature };
}
