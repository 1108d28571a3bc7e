// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What was recorded of one camera between two times; asked again when the vault says that clips changed. */
import { useMemo } from "react";
import type { Timeline } from "../vault-client/vault-api.ts";
import { createAnswerStore, type Answer } from "@nightlatch/ui-kit/answer-store";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVault } from "./vault-view.ts";

export function useTimeline(camera: string, fromMs: number, toMs: number): Answer<Timeline> {
  const vault = useVault();
  const store = useMemo(
    () => createAnswerStore(vault, () => vault.timeline({ camera, fromMs, toMs }), ["clips", "connection"]),
    [vault, camera, fromMs, toMs],
  );
  return useAnswer(store);
}
