// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What somebody has typed so far to come back with: 24 words, or two of the three parts. Pure. */
import type { RecoverySecret } from "../../vault-client/vault-api.ts";
import { PHRASE_WORDS, wordsOf } from "../paper-key/phrase-words.ts";
import { findShare } from "./share-text.ts";

export type RecoveryDraft = Readonly<{ kind: RecoverySecret["kind"]; words: string; parts: readonly [string, string] }>;

export const NOTHING_TYPED: RecoveryDraft = { kind: "phrase", words: "", parts: ["", ""] };

/** Undefined while words are missing or a part is not whole. */
export function secretFrom({ kind, words, parts }: RecoveryDraft): RecoverySecret | undefined {
  if (kind === "phrase") {
    const all = wordsOf(words);
    return all.length === PHRASE_WORDS ? { kind, phrase: all.join(" ") } : undefined;
  }
  const [first, second] = [findShare(parts[0]), findShare(parts[1])];
  return first === undefined || second === undefined ? undefined : { kind, shares: [first, second] };
}
