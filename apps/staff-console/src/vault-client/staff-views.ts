// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who sits at this console, and who is on the roster, as screens see them. */
import type { Problem } from "@nightlatch/ui-kit/problem";

export type StaffRole = "officer" | "supervisor" | "support" | "moderator" | "annotator";

export type StaffView = Readonly<{
  id: string;
  /** What households are shown. */
  name: string;
  role: StaffRole;
  team: string;
  /** The key works before this time only. */
  endMs: number;
}>;

/** "waiting": enrolled, and works from `worksFromMs` on. */
export type Standing =
  | Readonly<{ kind: "working" }>
  | Readonly<{ kind: "waiting"; worksFromMs: number }>
  | Readonly<{ kind: "suspended" }>
  | Readonly<{ kind: "ended" }>;

export type RosterMember = Readonly<StaffView & { standing: Standing; isMe: boolean; enrolledAtMs: number }>;

export type ConsoleStatus =
  /** This browser has no keys yet. */
  | Readonly<{ kind: "empty" }>
  /** Keys and credential are made; two officers must enrol them. `offer` is what they paste. */
  | Readonly<{ kind: "offered"; staff: string; offer: string; founding?: FoundingView }>
  /** On the roster, but it does not work now. */
  | Readonly<{ kind: "idle"; me: StaffView; standing: Exclude<Standing, Readonly<{ kind: "working" }>> }>
  | Readonly<{ kind: "signed-out"; me: StaffView }>
  | Readonly<{ kind: "ready"; me: StaffView; operatorName: string; sessionEndsAtMs: number }>
  /** The server showed a roster that cannot be true; nothing is trusted further. */
  | Readonly<{ kind: "stopped"; problem: Problem }>;

/** The roster's first entry, while its officers sign it. */
export type FoundingView = Readonly<{
  name: string;
  waitMs: number;
  officers: readonly Readonly<StaffView & { hasSigned: boolean; isMe: boolean }>[];
}>;

/** What the page makes with WebAuthn, since workers can't. Bytes are base64url text. */
export type NewCredential = Readonly<{ id: string; key: string }>;

/** What the browser is to sign in with. */
export type SignInQuestion = Readonly<{ challenge: string; credentialId: string }>;

/** The browser's answer, as PublicKeyCredential.toJSON() writes it. */
export type SignInAnswer = Readonly<{
  id: string;
  clientDataJSON: string;
  authenticatorData: string;
  signature: string;
}>;

export type OfferInput = Readonly<{ name: string; credential: NewCredential }>;
