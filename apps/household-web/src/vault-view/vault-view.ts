// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What screens use to see the vault: the vault itself, and the answers that several screens share. */
import { createContext, useContext, useSyncExternalStore } from "react";
import { invariant } from "@nightlatch/errors";
import type {
  AlarmView,
  CameraView,
  DeviceView,
  GroupView,
  HistoryItem,
  ProposalView,
  UsageView,
  VaultApi,
  VaultStatus,
} from "../vault-client/vault-api.ts";
import { createAnswerStore, type Answer, type AnswerStore } from "./answer-store.ts";

export type VaultView = Readonly<{
  vault: VaultApi;
  status: AnswerStore<VaultStatus>;
  cameras: AnswerStore<readonly CameraView[]>;
  devices: AnswerStore<readonly DeviceView[]>;
  groups: AnswerStore<readonly GroupView[]>;
  history: AnswerStore<readonly HistoryItem[]>;
  proposals: AnswerStore<readonly ProposalView[]>;
  alarms: AnswerStore<readonly AlarmView[]>;
  usage: AnswerStore<UsageView>;
}>;

export function createVaultView(vault: VaultApi): VaultView {
  return {
    vault,
    status: createAnswerStore(vault, () => vault.status(), ["status", "connection", "devices", "log"]),
    cameras: createAnswerStore(vault, () => vault.cameras(), ["cameras", "connection", "status"]),
    devices: createAnswerStore(vault, () => vault.devices(), ["devices", "status", "log"]),
    groups: createAnswerStore(vault, () => vault.groups(), ["devices", "cameras", "status"]),
    history: createAnswerStore(vault, () => vault.history(), ["devices", "status", "log"]),
    proposals: createAnswerStore(vault, () => vault.proposals(), ["devices", "status", "log"]),
    alarms: createAnswerStore(vault, () => vault.alarms(), ["devices", "status"]),
    usage: createAnswerStore(vault, () => vault.usage(), ["clips", "connection"]),
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

export function useAnswer<T>(store: AnswerStore<T>): Answer<T> {
  return useSyncExternalStore(store.subscribe, store.get);
}
