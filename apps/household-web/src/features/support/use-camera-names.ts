// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What cameras are called, by their ids. */
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import type { NameOf } from "./access-words.ts";

export function useCameraNames(): NameOf {
  const cameras = useAnswer(useVaultView().cameras);
  const known = cameras.kind === "here" ? cameras.value : [];
  return (camera) => known.find(({ id }) => id === camera)?.name ?? "a camera";
}
