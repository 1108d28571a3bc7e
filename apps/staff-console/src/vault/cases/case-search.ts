// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Search in what this key opened, here and nowhere else: the server never learns a word. Owns each case's folded
 * text, made at the first search after a change of the case.
 */
import type { CaseIndex, KnownCase } from "./case-index.ts";
import { foldText, searchTextOf } from "./case-words.ts";

export class CaseSearch {
  readonly #texts = new WeakMap<KnownCase, string>();

  /** Ids of the cases that hold every word, also inside longer words; the newest change first. */
  find(index: CaseIndex, words: string): readonly string[] {
    const wanted = foldText(words)
      .split(/\s+/u)
      .filter((word) => word !== "");
    if (wanted.length === 0) return [];
    return [...index.all()]
      .filter((known) => this.#holds(known, wanted))
      .sort((a, b) => b.facts.changedAtMs - a.facts.changedAtMs)
      .map(({ facts }) => facts.id);
  }

  #holds(known: KnownCase, wanted: readonly string[]): boolean {
    let text = this.#texts.get(known);
    if (text === undefined) {
      text = searchTextOf(known);
      this.#texts.set(known, text);
    }
    const searched = text;
    return wanted.every((word) => searched.includes(word));
  }
}
