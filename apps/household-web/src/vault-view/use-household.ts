// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household of the screens that exist only inside one. */
import { invariant } from "@nightlatch/errors";
import type { Connection, HouseholdView } from "../vault-client/vault-api.ts";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "./vault-view.ts";

export function useHousehold(): HouseholdView & Readonly<{ connection: Connection }> {
  const answer = useAnswer(useVaultView().status);
  invariant(answer.kind === "here" && answer.value.kind === "ready", "the shell shows its screens only when ready");
  return { ...answer.value.household, connection: answer.value.connection };
}
