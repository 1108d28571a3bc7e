// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The messages between page and worker. Both ends are ours and have the same types. */
import type { VaultApi, VaultChange, ViewerEvent, ViewerInput } from "./vault-api.ts";

/** Everything but the viewer and the subscription: one question, one answer. */
export const CALLS = [
  "status",
  "beginOffer",
  "createOffer",
  "signFounding",
  "forget",
  "beginSignIn",
  "finishSignIn",
  "signOut",
  "cases",
  "searchCases",
  "readCase",
  "enterCode",
  "sendWords",
  "fileRequest",
  "closeCase",
  "grants",
  "acceptGrant",
  "roster",
  "readOffer",
  "enrol",
  "extend",
  "suspend",
  "restore",
  "endStaff",
  "signDraft",
  "withdrawDraft",
  "fileLegalDemand",
] as const satisfies readonly (keyof VaultApi)[];

export type CallName = (typeof CALLS)[number];
export type VaultCalls = Pick<VaultApi, CallName>;

export type ViewerOrder =
  Readonly<{ kind: "pause" }> | Readonly<{ kind: "play" }> | Readonly<{ kind: "choose-clip"; index: number }>;

/** `id` counts up within one page; an answer carries the id of its question. */
export type ToVault =
  | Readonly<{ kind: "call"; id: number; name: CallName; input: unknown }>
  | Readonly<{ kind: "open-viewer"; id: number; input: ViewerInput }>
  | Readonly<{ kind: "viewer"; id: number; order: ViewerOrder }>
  | Readonly<{ kind: "stop-viewer"; id: number }>;

export type Failure = Readonly<{ code: string; message: string; advice?: string }>;

export type FromVault =
  /** First of all, when the worker listens. */
  | Readonly<{ kind: "ready" }>
  /** The worker could not start: every question fails with this. */
  | Readonly<{ kind: "broken"; failure: Failure }>
  | Readonly<{ kind: "done"; id: number; value: unknown }>
  | Readonly<{ kind: "failed"; id: number; failure: Failure }>
  | Readonly<{ kind: "viewer"; id: number; event: ViewerEvent }>
  | Readonly<{ kind: "changed"; change: VaultChange }>;
