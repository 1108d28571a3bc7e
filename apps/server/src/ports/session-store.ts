// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who is signed in. Short-lived; losing it makes devices sign in again. Holds hashes of tokens, not tokens. */
import type { DeviceId, LaneId } from "./stored-types.ts";

export type Session = Readonly<{ lane: LaneId; device: DeviceId; expiresAtMs: number }>;
export type Challenge = Readonly<{ lane: LaneId; device: DeviceId; expiresAtMs: number }>;

export interface SessionStore {
  addChallenge(challenge: string, of: Challenge): void;
  /** A challenge is handed out once. */
  takeChallenge(challenge: string): Challenge | undefined;
  addSession(tokenHash: string, session: Session): void;
  findSession(tokenHash: string): Session | undefined;
  removeSession(tokenHash: string): void;
  /** Forgets what has expired. */
  sweep(nowMs: number): void;
}
