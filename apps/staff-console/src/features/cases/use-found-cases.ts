// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The rows of one pile that hold the searched words. The worker searches: the words of cases stay there. */
import { useEffect, useMemo, useState } from "react";
import type { CaseList, CaseRow } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { isOnPile, type Pile } from "./piles.ts";

export function useFoundCases(list: CaseList, words: string, pile: Pile): readonly CaseRow[] {
  const found = useSearch(list, words.trim());
  return useMemo(
    () => list.rows.filter((row) => isOnPile(row, pile) && (found === undefined || found.has(row.id))),
    [list, pile, found],
  );
}

/** Undefined while nothing is searched for. The last answer stands until the next one is there. */
function useSearch(list: CaseList, words: string): ReadonlySet<string> | undefined {
  const vault = useVault();
  const [found, setFound] = useState<ReadonlySet<string>>();
  useEffect(() => {
    if (words === "") return undefined;
    let isOld = false;
    vault.searchCases(words).then(
      (ids) => {
        if (!isOld) setFound(new Set(ids));
      },
      (error: unknown) => {
        if (!isOld) reportError(error);
      },
    );
    return () => {
      isOld = true;
    };
  }, [vault, list, words]);
  return words === "" ? undefined : found;
}
