// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The part of the vault's door about the operator's support: cases, what staff ask to see, what a household lets
 * them see, and what became of it. A server without an operator has none of it.
 */
import type { Problem } from "@nightlatch/ui-kit/problem";
import type { Outcome } from "./household-api.ts";

/** As the operator's public roster has it. */
export type StaffName = Readonly<{ name: string; team: string }>;

export type HealthFigure = readonly [name: string, value: string];

/** `teams`: those with somebody who works now. */
export type SupportDesk = Readonly<{ operator: string; teams: readonly string[]; cases: readonly CaseView[] }>;

export type CaseView = Readonly<{
  id: string;
  team: string;
  isOpen: boolean;
  openedAtMs: number;
  changedAtMs: number;
}>;

export type AccessPurpose = "camera_offline" | "picture_quality" | "sound" | "detection" | "app_trouble" | "other";

/** `open`: may be answered until `expiresAtMs`. `given` and `asked`: in the household's own history, `asked` unconfirmed. */
export type RequestState = "open" | "given" | "asked" | "refused" | "expired";

export type RequestView = Readonly<{
  /** Number of the message in its case. */
  n: number;
  kind: "clips" | "live";
  /** Absent: any camera. */
  camera?: string;
  fromMs: number;
  toMs: number;
  purpose: AccessPurpose;
  words: string;
  minutes: number;
  expiresAtMs: number;
  state: RequestState;
}>;

export type CaseMessageBody =
  | Readonly<{ kind: "words"; text: string }>
  | Readonly<{ kind: "health"; figures: readonly HealthFigure[] }>
  | Readonly<{ kind: "request"; request: RequestView }>
  | Readonly<{ kind: "answer"; isYes: boolean }>
  | Readonly<{ kind: "close" }>
  | Readonly<{ kind: "unreadable"; problem: Problem }>;

/** `staff` is absent of the household's own. */
export type CaseMessageView = Readonly<{ n: number; atMs: number; staff?: StaffName; body: CaseMessageBody }>;

export type CaseThread = Readonly<{ case: CaseView; messages: readonly CaseMessageView[] }>;

/** What would be signed: who asks is in the roster, works now, and the public log says so. */
export type JudgedRequest = Readonly<{ request: RequestView; staff: StaffName; operator: string }>;

export type AllowInput = Readonly<{
  case: string;
  n: number;
  /** At most what was asked for. `clips`: of a request for recordings. */
  minutes: number;
  sound: boolean;
  clips: readonly string[];
  /** Of a request for a live picture. */
  camera?: string;
}>;

/** A fetch that staff signed for: before each recording of which they were given a part. */
export type FetchView = Readonly<{ clip: string; atMs: number }>;

export type AccessView = Readonly<{
  id: string;
  staff: StaffName;
  kind: "clips" | "live";
  purpose: AccessPurpose;
  /** Ids. */
  cameras: readonly string[];
  clips: readonly string[];
  sound: boolean;
  /** Who of the household let them, and when. */
  by: string;
  fromMs: number;
  untilMs: number;
  /** Set when the household stopped it. */
  stoppedAtMs?: number;
  isOpen: boolean;
  /** By the server's word, which staff cannot watch without. */
  isWatching: boolean;
  releases: readonly Readonly<{ atMs: number; clips: number }>[];
  fetches: readonly FetchView[];
}>;

/** `problem`: the receipts could not be read now, or some are not what they should be. */
export type AccessList = Readonly<{ accesses: readonly AccessView[]; problem?: Problem }>;

export interface SupportApi {
  /** Undefined where the server has no operator. */
  supportDesk(): Promise<SupportDesk | undefined>;
  /** What a new case could tell of hub and cameras; shown to the person first. Names no camera. */
  healthFigures(): Promise<readonly HealthFigure[]>;
  /** Returns the case's id. @throws support.nobody_works */
  openSupportCase(input: Readonly<{ team: string; words: string; figures: readonly HealthFigure[] }>): Promise<string>;
  supportThread(id: string): Promise<CaseThread>;
  writeToSupport(input: Readonly<{ case: string; words: string }>): Promise<void>;
  closeSupportCase(id: string): Promise<void>;
  /** To read out on the phone; works once. */
  supportCode(id: string): Promise<Readonly<{ code: string; expiresAtMs: number }>>;
  /** @throws grant.* when it must not be signed now */
  judgeRequest(input: Readonly<{ case: string; n: number }>): Promise<JudgedRequest>;
  /** @throws grant.* | transparency.* | ledger.* */
  allowRequest(input: AllowInput): Promise<Outcome>;
  refuseRequest(input: Readonly<{ case: string; n: number }>): Promise<void>;
  /** What staff may see now: from this browser's own history, also without a network. */
  openAccesses(): Promise<readonly AccessView[]>;
  /** Everything that was ever allowed, newest first. */
  accesses(): Promise<AccessList>;
  /** Ends it at once. */
  stopAccess(id: string): Promise<void>;
}
