// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a store of sessions knows of a token: whoever reads the store cannot use one. */
import { encodeBase64url, encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";

export function tokenHashOf(token: string): string {
  return encodeBase64url(sha256(encodeUtf8(token)));
}
