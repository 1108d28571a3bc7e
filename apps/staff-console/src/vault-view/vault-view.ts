// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What screens use to see the worker: its calls, and the answers that several screens share. */
import { createContext, useContext } from "react";
import { invariant } from "@nightlatch/errors";
import { createAnswerStore, type AnswerStore } from "@nightlatch/ui-kit/answer-store";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import type { CaseList, ConsoleStatus, GrantView, RosterView, StaffView, VaultApi } from "../vault-client/vault-api.ts";

export type VaultView = Readonly<{
  vault: VaultApi;
  status: AnswerStore<ConsoleStatus>;
  cases: AnswerStore<CaseList>;
  grants: AnswerStore<readonly GrantView[]>;
  roster: AnswerStore<RosterView>;
}>;

export function createVaultView(vault: VaultApi): VaultView {
  return {
    vault,
    status: createAnswerStore(vault, () => vault.status(), ["status", "roster"]),
    cases: createAnswerStore(vault, () => vault.cases(), ["cases"]),
    grants: createAnswerStore(vault, () => vault.grants(), ["grants"]),
    roster: createAnswerStore(vault, () => vault.roster(), ["roster"]),
  };
}

export const VaultViewContext = createContext<VaultView | undefined>(undefined);

export function useVaultView(): VaultView {
  const view = useContext(VaultViewContext);
  invariant(view !== undefined, "every screen stands inside the app, which provides the vault");
  return view;
}

export function useVault(): VaultApi {
  return useVaultView().vault;
}

/** Whoever signed in, for the screens that exist only then. */
export function useMe(): StaffView {
  const answer = useAnswer(useVaultView().status);
  invariant(answer.kind === "here" && answer.value.kind === "ready", "the shell shows its screens only when signed in");
  return answer.value.me;
}
