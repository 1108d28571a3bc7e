// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What screens use to see the vault: the vault itself, and the answers that several screens share. */
import { createContext, useContext } from "react";
import { invariant } from "@nightlatch/errors";
import type {
  AccessList,
  AccessView,
  AlarmView,
  CameraView,
  DeviceView,
  GroupView,
  HistoryItem,
  KeptShare,
  ProposalView,
  SplitView,
  SupportDesk,
  UsageView,
  VaultApi,
  VaultStatus,
} from "../vault-client/vault-api.ts";
import { createAnswerStore, type AnswerStore } from "@nightlatch/ui-kit/answer-store";

export type VaultView = Readonly<{
  vault: VaultApi;
  status: AnswerStore<VaultStatus>;
  cameras: AnswerStore<readonly CameraView[]>;
  devices: AnswerStore<readonly DeviceView[]>;
  groups: AnswerStore<readonly GroupView[]>;
  history: AnswerStore<readonly HistoryItem[]>;
  proposals: AnswerStore<readonly ProposalView[]>;
  alarms: AnswerStore<readonly AlarmView[]>;
  splits: AnswerStore<readonly SplitView[]>;
  keptShare: AnswerStore<KeptShare | undefined>;
  usage: AnswerStore<UsageView>;
  supportDesk: AnswerStore<SupportDesk | undefined>;
  openAccesses: AnswerStore<readonly AccessView[]>;
  accesses: AnswerStore<AccessList>;
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
    splits: createAnswerStore(vault, () => vault.recoverySplits(), ["devices", "status"]),
    keptShare: createAnswerStore(vault, () => vault.keptRecoveryShare(), ["devices", "status"]),
    usage: createAnswerStore(vault, () => vault.usage(), ["clips", "connection"]),
    supportDesk: createAnswerStore(vault, () => vault.supportDesk(), ["support", "connection"]),
    openAccesses: createAnswerStore(vault, () => vault.openAccesses(), ["support", "devices", "connection"]),
    accesses: createAnswerStore(vault, () => vault.accesses(), ["support", "devices", "connection"]),
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
