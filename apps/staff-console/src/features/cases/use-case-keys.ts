// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The list by keyboard: j, k, Enter, `/`, Escape, `?`. Silent while somebody types or a dialog is open. */
import { useEffect, useEffectEvent, useState, type KeyboardEvent as ReactKeyboardEvent, type RefObject } from "react";
import type { CaseRow } from "../../vault-client/vault-api.ts";
import { caseKeyAct, markedAfter } from "./case-keys.ts";

export type CaseKeysInput = Readonly<{
  rows: readonly CaseRow[];
  marked: string | undefined;
  onMark: (id: string) => void;
  onOpen: (id: string) => void;
  onClose: () => void;
  search: RefObject<HTMLInputElement | null>;
}>;

export type CaseKeys = Readonly<{
  isHelpOpen: boolean;
  setHelpOpen: (isOpen: boolean) => void;
  /** In the search field: down and Enter lead into the list, Escape out of the field. */
  onSearchKey: (event: ReactKeyboardEvent<HTMLInputElement>) => void;
}>;

export function useCaseKeys({ rows, marked, onMark, onOpen, onClose, search }: CaseKeysInput): CaseKeys {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const move = (steps: number): void => {
    const next = markedAfter(rows, marked, steps);
    if (next !== undefined) onMark(next);
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event) || event.defaultPrevented) return;
    const act = caseKeyAct(event);
    if (act === undefined) return;
    // Enter on a button is the button's.
    if (act === "open" && event.target instanceof HTMLElement && event.target.closest("a, button") !== null) return;
    event.preventDefault();
    if (act === "search") search.current?.focus();
    else if (act === "help") setHelpOpen(true);
    else if (act === "close") onClose();
    else if (act === "open") {
      if (marked !== undefined && rows.some(({ id }) => id === marked)) onOpen(marked);
    } else move(act);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);

  const onSearchKey = (event: ReactKeyboardEvent<HTMLInputElement>): void => {
    const [first] = rows;
    if (event.key === "Escape") event.currentTarget.blur();
    else if (event.key === "ArrowDown" && first !== undefined) {
      onMark(first.id);
      event.currentTarget.blur();
    } else if (event.key === "Enter" && first !== undefined) {
      onOpen(first.id);
      event.currentTarget.blur();
    } else return;
    event.preventDefault();
  };
  return { isHelpOpen, setHelpOpen, onSearchKey };
}

function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null;
}
