// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Finds a hub that seals to an old key: the server may hold the household's newest entry back from it, and
 * whoever was removed would go on watching. Owns the times at which this browser first saw each epoch.
 */
import { encodeBase64url } from "@nightlatch/bytes";
import { findEpoch, formatId, type ClipHeader, type LedgerState } from "@nightlatch/protocol/wire";
import type { Problem } from "../../vault-client/vault-api.ts";

export interface LearnedEpochs {
  /** The time kept for the epoch: `atMs`, unless there is an earlier one. */
  keepFirst(epoch: string, atMs: number): Promise<number>;
}

/** A hub hears of an entry in seconds. The rest is for two clocks that differ. */
export const HUB_HEARS_WITHIN_MS = 120_000;

export const HUB_BEHIND: Problem = {
  code: "hub.behind",
  advice:
    "Your hub has not heard of a change in your household yet. Until it has, someone who was removed may still see " +
    "what it records. Check that the hub is on, and restart it.",
};

export class EpochWatch {
  readonly #store: LearnedEpochs;
  readonly #nowMs: () => number;
  readonly #learnedMs = new Map<string, number>();
  #noted: LedgerState | undefined;

  constructor(store: LearnedEpochs, nowMs: () => number) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  /** Remembers when the epochs of this state were first seen. Cheap when nothing is new. */
  async note(state: LedgerState): Promise<void> {
    if (state === this.#noted) return;
    const nowMs = this.#nowMs();
    for (const { epochs } of state.groups.values()) {
      for (const { pkHash } of epochs) {
        const key = encodeBase64url(pkHash);
        if (!this.#learnedMs.has(key)) this.#learnedMs.set(key, await this.#store.keepFirst(key, nowMs));
      }
    }
    this.#noted = state;
  }

  /** Set for a clip that starts under an old epoch although the hub had time to hear of the next one. */
  problemOf({ epoch, startMs }: Pick<ClipHeader, "epoch" | "startMs">, state: LedgerState): Problem | undefined {
    const own = findEpoch(state, epoch);
    if (own === undefined) return undefined;
    const next = state.groups.get(formatId(own.group))?.epochs.find((other) => other.epoch === own.epoch + 1);
    const learnedMs = next === undefined ? undefined : this.#learnedMs.get(encodeBase64url(next.pkHash));
    return learnedMs !== undefined && startMs > learnedMs + HUB_HEARS_WITHIN_MS ? HUB_BEHIND : undefined;
  }
}
