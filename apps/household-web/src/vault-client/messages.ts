// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the page and the vault's worker say to each other. Both ends are ours; no key is in any message. */
import type {
  ClipEvent,
  ClipInput,
  ExportInput,
  ExportProgress,
  LiveEvent,
  LiveInput,
  VaultApi,
  VaultChange,
} from "./vault-api.ts";

/** Everything that is one question and one answer. Streams have messages of their own below. */
export const CALLS = [
  "status",
  "createHousehold",
  "confirmPaper",
  "replacePaperKey",
  "join",
  "waitForAnswer",
  "confirmCode",
  "cancelJoin",
  "recoverWithPaper",
  "recoverWithShares",
  "finishRecovery",
  "cancelRecovery",
  "forget",
  "devices",
  "createInvite",
  "waitForOffer",
  "confirmOffer",
  "cancelInvite",
  "renameDevice",
  "removeDevices",
  "changeAccess",
  "leaveHousehold",
  "renameHousehold",
  "setJoint",
  "groups",
  "createGroup",
  "renameGroup",
  "moveCamera",
  "history",
  "proposals",
  "confirmProposal",
  "cancelProposal",
  "alarms",
  "markAlarmsRead",
  "compareCode",
  "checkRelease",
  "createRecoveryShares",
  "recoverySplits",
  "keptRecoveryShare",
  "pairHub",
  "cameras",
  "addCamera",
  "renameCamera",
  "removeCamera",
  "setRetention",
  "usage",
  "timeline",
  "thumbnail",
  "deleteClip",
  "supportDesk",
  "healthFigures",
  "openSupportCase",
  "supportThread",
  "writeToSupport",
  "closeSupportCase",
  "supportCode",
  "judgeRequest",
  "allowRequest",
  "refuseRequest",
  "openAccesses",
  "accesses",
  "stopAccess",
] as const satisfies readonly (keyof VaultApi)[];

export type CallName = (typeof CALLS)[number];
/** The calls of the vault, by name. */
export type VaultCalls = Pick<VaultApi, CallName>;

/** `id` counts up within one page; an answer carries the id of its question. */
export type ToVault =
  | Readonly<{ kind: "call"; id: number; name: CallName; input: unknown }>
  | Readonly<{ kind: "start-live"; id: number; input: LiveInput }>
  | Readonly<{ kind: "set-sound"; id: number; on: boolean }>
  | Readonly<{ kind: "shown"; id: number; captureTimeMs: number }>
  | Readonly<{ kind: "open-clip"; id: number; input: ClipInput }>
  | Readonly<{ kind: "read-until"; id: number; untilMs: number }>
  | Readonly<{ kind: "export"; id: number; input: ExportInput }>
  | Readonly<{ kind: "stop"; id: number }>;

export type Failure = Readonly<{ code: string; message: string; advice?: string }>;

export type FromVault =
  /** First of all, when the worker listens. */
  | Readonly<{ kind: "ready" }>
  /** The worker could not start: every question fails with this. */
  | Readonly<{ kind: "broken"; failure: Failure }>
  | Readonly<{ kind: "done"; id: number; value: unknown }>
  | Readonly<{ kind: "failed"; id: number; failure: Failure }>
  | Readonly<{ kind: "live"; id: number; event: LiveEvent }>
  | Readonly<{ kind: "clip"; id: number; event: ClipEvent }>
  | Readonly<{ kind: "export-progress"; id: number; progress: ExportProgress }>
  | Readonly<{ kind: "changed"; change: VaultChange }>;
