// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A 32-byte secret as 24 English words (BIP39), for paper. */
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { CryptoError } from "./errors.ts";

export const PHRASE_WORDS = 24;

/** @param entropy 32 bytes */
export function phraseFromEntropy(entropy: Uint8Array): readonly string[] {
  return entropyToMnemonic(entropy, wordlist).split(" ");
}

/** Accepts any spacing and case. @throws crypto.bad_phrase */
export function entropyFromPhrase(text: string): Uint8Array {
  const words = text.trim().toLowerCase().split(/\s+/u);
  const advice = "Check the spelling and the order of the words on your paper key.";
  if (words.length !== PHRASE_WORDS) {
    throw new CryptoError("crypto.bad_phrase", `${words.length} words instead of ${PHRASE_WORDS}`, { advice });
  }
  try {
    return mnemonicToEntropy(words.join(" "), wordlist);
  } catch {
    // The library's message may name words of the secret.
    throw new CryptoError("crypto.bad_phrase", "the words do not form a valid phrase", { advice });
  }
}
