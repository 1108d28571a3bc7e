// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What was saved, in a household's words: under which names, why in several files, and what proves it. Pure. */
import { exactTime } from "@nightlatch/ui-kit/time-words";
import type { SavedFile } from "./use-export.ts";

/** One sentence or two a line. */
export function savedWords(files: readonly SavedFile[]): readonly string[] {
  const [first, ...more] = files;
  if (first === undefined) return [];
  const isOne = more.length === 0;
  return [
    isOne
      ? `Saved as ${first.name}. The file is not sealed: whoever gets it can watch it.`
      : `Saved as ${files.length} files, from ${first.name} on. They are not sealed: whoever gets them can watch them.`,
    ...more.map(({ fromMs, name, startsAnew }) => `${name} begins at ${exactTime(fromMs)}${whyWords(startsAnew)}.`),
    proofWords(files),
  ];
}

function whyWords(startsAnew: SavedFile["startsAnew"]): string {
  return startsAnew === undefined ? "" : `, ${WHY[startsAnew]}`;
}

const WHY: Readonly<Record<NonNullable<SavedFile["startsAnew"]>, string>> = {
  format: "where the camera’s picture changed",
  size: "as the file before it is full",
  hub: "where another hub recorded",
  unsigned: "where your hub has not signed yet",
};

function proofWords(files: readonly SavedFile[]): string {
  const unproven = files.filter(({ isProven }) => !isProven);
  if (unproven.length === 0) {
    return files.length === 1
      ? "It carries your hub’s proof that it is genuine. Anyone can check that, without asking us."
      : "Each carries your hub’s proof that it is genuine. Anyone can check that, without asking us.";
  }
  const which = unproven.length === files.length ? "this" : unproven.map(({ name }) => name).join(", ");
  return `Your hub has not signed ${which} yet. Save it again in a minute, and it carries your hub’s proof.`;
}
