// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The signed form of every structure: CBOR [bytes, signature]. The signature covers a context and exactly
 * these bytes, which are stored and relayed untouched (protocol §2).
 */
import { encodeCbor } from "@nightlatch/bytes";
import { SIGNATURE_BYTES, type Signature } from "@nightlatch/crypto/keys";
import { decodeBounded, readArray, readBytes } from "./map-fields.ts";

export type SignedBytes = Readonly<{ bytes: Uint8Array; signature: Signature }>;

export function encodeSigned(signed: SignedBytes): Uint8Array {
  return encodeCbor([signed.bytes, signed.signature]);
}

/** @throws protocol.malformed | protocol.too_large */
export function decodeSigned(encoded: Uint8Array, maxBytes: number, what: string): SignedBytes {
  const [bytes, signature] = readArray(decodeBounded(encoded, maxBytes, what), what, 2);
  return {
    bytes: readBytes(bytes, what),
    signature: readBytes(signature, `${what} signature`, SIGNATURE_BYTES) as Signature,
  };
}
