// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sessions of one process. A restart signs everyone out; devices sign in again by themselves. */
import type { Challenge, Session, SessionStore } from "../../ports/session-store.ts";

/** Unanswered challenges cost memory to anyone who asks; the oldest go first. */
const MAX_CHALLENGES = 10_000;

export class MemorySessionStore implements SessionStore {
  readonly #challenges = new Map<string, Challenge>();
  readonly #sessions = new Map<string, Session>();

  addChallenge(challenge: string, of: Challenge): void {
    if (this.#challenges.size >= MAX_CHALLENGES) {
      const [oldest] = this.#challenges.keys();
      if (oldest !== undefined) this.#challenges.delete(oldest);
    }
    this.#challenges.set(challenge, of);
  }

  takeChallenge(challenge: string): Challenge | undefined {
    const found = this.#challenges.get(challenge);
    this.#challenges.delete(challenge);
    return found;
  }

  addSession(tokenHash: string, session: Session): void {
    this.#sessions.set(tokenHash, session);
  }

  findSession(tokenHash: string): Session | undefined {
    return this.#sessions.get(tokenHash);
  }

  removeSession(tokenHash: string): void {
    this.#sessions.delete(tokenHash);
  }

  sweep(nowMs: number): void {
    for (const map of [this.#challenges, this.#sessions]) {
      for (const [key, { expiresAtMs }] of map) if (expiresAtMs <= nowMs) map.delete(key);
    }
  }
}
