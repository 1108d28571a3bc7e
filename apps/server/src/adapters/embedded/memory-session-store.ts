// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sessions of one process. A restart signs everyone out; a household's devices sign in again by themselves. */
import type { Expiring, SessionStore } from "../../ports/session-store.ts";

/** Unanswered challenges cost memory to anyone who asks; the oldest go first. */
const MAX_CHALLENGES = 10_000;

export class MemorySessionStore<Who> implements SessionStore<Who> {
  readonly #challenges = new Map<string, Expiring<Who>>();
  readonly #sessions = new Map<string, Expiring<Who>>();

  addChallenge(challenge: string, of: Expiring<Who>): void {
    if (this.#challenges.size >= MAX_CHALLENGES) {
      const [oldest] = this.#challenges.keys();
      if (oldest !== undefined) this.#challenges.delete(oldest);
    }
    this.#challenges.set(challenge, of);
  }

  takeChallenge(challenge: string): Expiring<Who> | undefined {
    const found = this.#challenges.get(challenge);
    this.#challenges.delete(challenge);
    return found;
  }

  addSession(tokenHash: string, session: Expiring<Who>): void {
    this.#sessions.set(tokenHash, session);
  }

  findSession(tokenHash: string): Expiring<Who> | undefined {
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
