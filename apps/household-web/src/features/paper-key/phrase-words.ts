// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The words of a paper key as somebody types them, or copies them from the sheet. */

export const PHRASE_WORDS = 24;

/** Takes numbers and dots of a copied sheet away. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? [];
}
