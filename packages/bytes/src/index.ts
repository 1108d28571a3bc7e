// SPDX-License-Identifier: AGPL-3.0-or-later
export type { Brand } from "./brand.ts";
export { ByteReader } from "./byte-reader.ts";
export { decodeCbor, encodeCbor, type CborValue } from "./canonical-cbor.ts";
export { compareBytes, equalBytes } from "./compare.ts";
export { concatBytes } from "./concat.ts";
export {
  decodeBase64,
  decodeBase64url,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  encodeBase64url,
  encodeHex,
  encodeUtf8,
} from "./encodings.ts";
export { BytesError, type BytesErrorCode } from "./errors.ts";
