// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What households are now, kept ready and replayed from their histories when they are not. */
import { applyEntries, formatId, type LaneId, type LedgerState } from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";
import type { LedgerStore } from "../ports/ledger-store.ts";

/** Households whose state is kept ready. */
const MAX_CACHED = 2000;
const PAGE = 500;

export class LedgerStates {
  readonly #store: LedgerStore;
  /** Least recently used first. */
  readonly #states = new Map<string, LedgerState>();
  readonly #replays = new Map<string, Promise<LedgerState | undefined>>();

  constructor(store: LedgerStore) {
    this.#store = store;
  }

  /** The household's state, undefined if there is none. @throws server.bug when its stored history is refused */
  async find(lane: LaneId): Promise<LedgerState | undefined> {
    const key = formatId(lane);
    const replayed = this.#states.has(key) ? undefined : await this.#replayOnce(key, lane);
    // An entry may have been appended meanwhile: what is cached is never older than what was read.
    const state = this.#states.get(key) ?? replayed;
    if (state !== undefined) this.set(state);
    return state;
  }

  set(state: LedgerState): void {
    const key = formatId(state.lane);
    this.#states.delete(key);
    this.#states.set(key, state);
    if (this.#states.size <= MAX_CACHED) return;
    const [oldest] = this.#states.keys();
    if (oldest !== undefined) this.#states.delete(oldest);
  }

  forget(lane: LaneId): void {
    this.#states.delete(formatId(lane));
  }

  /** However many ask for a household that is not cached, its history is checked once. */
  async #replayOnce(key: string, lane: LaneId): Promise<LedgerState | undefined> {
    const running = this.#replays.get(key) ?? this.#replay(lane);
    this.#replays.set(key, running);
    try {
      return await running;
    } finally {
      this.#replays.delete(key);
    }
  }

  async #replay(lane: LaneId): Promise<LedgerState | undefined> {
    let state: LedgerState | undefined;
    for (;;) {
      const entries = await this.#store.readEntries(lane, state === undefined ? 0 : state.seq + 1, PAGE);
      if (entries.length === 0) return state;
      const verdict = await applyEntries(
        state,
        entries.map(({ entry }) => entry),
      );
      // The store was changed behind our back. Serving on would spread it.
      if (verdict.kind === "refused") throw new ApiError("server.bug", `a stored entry is refused: ${verdict.code}`);
      state = verdict.state;
    }
  }
}
