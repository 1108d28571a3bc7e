// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Names of camera groups and cameras, for sentences about who can see what. */
import { useMemo } from "react";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { namesOf, type Names } from "./access-words.ts";

export function useNames(): Names {
  const view = useVaultView();
  const groups = useAnswer(view.groups);
  const cameras = useAnswer(view.cameras);
  return useMemo(
    () => namesOf(groups.kind === "here" ? groups.value : [], cameras.kind === "here" ? cameras.value : []),
    [groups, cameras],
  );
}
