// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a key means in the list of cases, and where the mark goes. */
import type { CaseRow } from "../../vault-client/vault-api.ts";

/** A number moves the mark by so many rows. */
export type CaseKeyAct = number | "open" | "search" | "help" | "close";

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

export function caseKeyAct({ key, ctrlKey, metaKey, altKey }: Pressed): CaseKeyAct | undefined {
  // The browser's own keys stay the browser's.
  if (ctrlKey || metaKey || altKey) return undefined;
  switch (key) {
    case "j":
    case "ArrowDown":
      return 1;
    case "k":
    case "ArrowUp":
      return -1;
    case "PageDown":
      return 10;
    case "PageUp":
      return -10;
    case "Home":
      return -Infinity;
    case "End":
      return Infinity;
    case "Enter":
      return "open";
    case "/":
      return "search";
    case "?":
      return "help";
    case "Escape":
      return "close";
    default:
      return undefined;
  }
}

/** The row `steps` further, held at both ends; the first one when the marked row is not in the list. */
export function markedAfter(
  rows: readonly Pick<CaseRow, "id">[],
  marked: string | undefined,
  steps: number,
): string | undefined {
  const at = rows.findIndex(({ id }) => id === marked);
  const next = at === -1 ? 0 : Math.min(Math.max(at + steps, 0), rows.length - 1);
  return rows[next]?.id;
}
