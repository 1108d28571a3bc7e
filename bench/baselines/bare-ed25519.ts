// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The platform's own Ed25519 and nothing around it: the least that believing a ledger costs in a browser. */
import { concatBytes, encodeUtf8 } from "@nightlatch/bytes";

export type BareSignature = Readonly<{ key: CryptoKey; signed: BufferSource; signature: BufferSource }>;

// A yardstick measures the platform without our door in between.
/* eslint-disable no-restricted-syntax */

export function importBareKey(publicKey: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", Uint8Array.from(publicKey), "Ed25519", false, ["verify"]);
}

/** As the ledger signs: its context, then the bytes (protocol §1, §2). */
export function bareLedgerSignature(key: CryptoKey, bytes: Uint8Array, signature: Uint8Array): BareSignature {
  const context = encodeUtf8("nightlatch/v1/ledger-entry\0");
  return { key, signed: concatBytes(context, bytes), signature: Uint8Array.from(signature) };
}

export async function verifyBare({ key, signed, signature }: BareSignature): Promise<void> {
  if (await crypto.subtle.verify("Ed25519", key, signature, signed)) return;
  throw new Error("a bare signature does not hold");
}
