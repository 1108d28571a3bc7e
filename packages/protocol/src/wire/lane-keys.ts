// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Keys that stand in lane leaves. A lane signs with one key for months, and to judge a key costs ten times what a
 * verification does: each is judged once, and those of many leaves together. Whoever writes leaves chooses the keys.
 */
import { encodeHex } from "@nightlatch/bytes";
import { judgeKeys } from "@nightlatch/crypto/key-batch";
import { nameVerifyKey, parseVerifyKey, type VerifyKey } from "@nightlatch/crypto/signature";
import { hasCode } from "@nightlatch/errors";
import { ProtocolError } from "../errors.ts";

const MAX_NAMED_KEYS = 16_384;
const namedKeys = new Map<string, VerifyKey>();

/** @throws protocol.malformed for a key that verifies nothing */
export function admitLaneKey(bytes: Uint8Array): VerifyKey {
  try {
    return parseVerifyKey(nameKey(bytes));
  } catch (cause) {
    throw new ProtocolError("protocol.malformed", "a lane leaf's key is not acceptable", { cause });
  }
}

/** Afterwards admitLaneKey has its answer for each of them, for half the price. */
export function judgeLaneKeys(keys: readonly Uint8Array[]): void {
  judgeKeys(keys.flatMap(plausibleKey));
}

function plausibleKey(bytes: Uint8Array): readonly VerifyKey[] {
  try {
    return [nameKey(bytes)];
  } catch (error) {
    if (hasCode(error, "crypto.bad_key")) return [];
    throw error;
  }
}

/** The same object for the same bytes: what is known of a key is known of the object. @throws crypto.bad_key */
function nameKey(bytes: Uint8Array): VerifyKey {
  const text = encodeHex(bytes);
  const known = namedKeys.get(text);
  if (known !== undefined) return known;
  const key = nameVerifyKey(Uint8Array.from(bytes));
  if (namedKeys.size === MAX_NAMED_KEYS) namedKeys.clear();
  namedKeys.set(text, key);
  return key;
}
