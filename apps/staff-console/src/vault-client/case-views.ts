// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cases as screens see them: opened words, never a key. */
import type { Problem } from "@nightlatch/ui-kit/problem";

export type Purpose = "camera_offline" | "picture_quality" | "sound" | "detection" | "app_trouble" | "other";

/** Whose turn it is. */
export type CaseTurn = "staff" | "customer" | "consent" | "closed";

export type CaseRow = Readonly<{
  id: string;
  /** The first line of what the customer wrote; empty while it is not opened. */
  title: string;
  /** The newest words, for the row's second line. */
  preview: string;
  openedAtMs: number;
  changedAtMs: number;
  turn: CaseTurn;
  messages: number;
  hasRequest: boolean;
}>;

/** `opening` counts while cases are opened for the first time; from then on they come from the sealed index. */
export type CaseList = Readonly<{
  rows: readonly CaseRow[];
  opening?: Readonly<{ done: number }>;
  /** How many the server lists that this key does not open. */
  unreadable: number;
}>;

export type RequestView = Readonly<{
  id: string;
  kind: "clips" | "live";
  purpose: Purpose;
  words: string;
  minutes: number;
  /** Clips of this time; the household picks which, and of which cameras. */
  fromMs: number;
  toMs: number;
  staffName: string;
  isMine: boolean;
  atMs: number;
  /** No answer until then is a no. */
  answerUntilMs: number;
  answer: Readonly<{ kind: "none" | "no" }> | Readonly<{ kind: "yes"; grant: string }>;
}>;

export type MessageBody =
  | Readonly<{ kind: "words"; text: string }>
  | Readonly<{ kind: "health"; figures: readonly (readonly [name: string, value: string])[] }>
  | Readonly<{ kind: "request"; request: RequestView }>
  | Readonly<{ kind: "answer"; request: string; isYes: boolean }>
  | Readonly<{ kind: "close" }>;

export type MessageView = Readonly<{
  n: number;
  atMs: number;
  /** `staffName` absent: the customer. */
  staffName?: string;
  isMine: boolean;
  body: MessageBody;
}>;

export type CaseView = Readonly<{
  row: CaseRow;
  messages: readonly MessageView[];
  /** A message that does not open, or that is not from whom it says, ends the reading here. */
  problem?: Problem;
}>;

export type RequestInput = Readonly<{
  case: string;
  kind: "clips" | "live";
  purpose: Purpose;
  words: string;
  minutes: number;
  fromMs: number;
  toMs: number;
}>;
