// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who is signed in: devices of households, or of the operator. Short-lived; losing it makes them sign in again.
 * Holds hashes of tokens, not tokens.
 */
import type { DeviceId, LaneId } from "./stored-types.ts";

export type SignedInDevice = Readonly<{ lane: LaneId; device: DeviceId }>;
export type SignedInStaff = Readonly<{ staff: DeviceId }>;
export type Expiring<Who> = Who & Readonly<{ expiresAtMs: number }>;
export type Session = Expiring<SignedInDevice>;

export interface SessionStore<Who> {
  addChallenge(challenge: string, of: Expiring<Who>): void;
  /** A challenge is handed out once. */
  takeChallenge(challenge: string): Expiring<Who> | undefined;
  addSession(tokenHash: string, session: Expiring<Who>): void;
  findSession(tokenHash: string): Expiring<Who> | undefined;
  removeSession(tokenHash: string): void;
  /** Forgets what has expired. */
  sweep(nowMs: number): void;
}
