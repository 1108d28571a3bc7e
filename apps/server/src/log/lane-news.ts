// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file When a household hears that its proof has news: when a checkpoint that witnesses were shown holds a new leaf of
 * it, when its own hub has cosigned that, and now and then for a fresh time. Not at every cosignature: on a busy log
 * that is one a second for everyone.
 */
import { formatId, type LaneId } from "@nightlatch/protocol/wire";
import type { LaneEvents } from "../services/lane-events.ts";

/** Clients take five minutes for fresh. */
const FRESH_NEWS_EVERY_MS = 60_000;

type Expected = Readonly<{ lane: LaneId; size: number }>;

export class LaneNews {
  readonly #events: LaneEvents;
  /** Lanes with a leaf that no round has shown yet; then those whose hubs have not cosigned it. */
  readonly #unshown = new Map<string, Expected>();
  readonly #unwitnessed = new Map<string, Expected>();
  readonly #toldAtMs = new Map<string, number>();

  constructor(events: LaneEvents) {
    this.#events = events;
  }

  /** The households have a leaf in the log, which has `size` leaves now. */
  logged(households: readonly LaneId[], size: number): void {
    for (const lane of households) this.#unshown.set(formatId(lane), { lane, size });
  }

  /** Witnesses are being shown a checkpoint of this size. */
  shown(size: number, nowMs: number): void {
    for (const [key, expected] of this.#unshown) {
      if (expected.size > size) continue;
      this.#unshown.delete(key);
      this.#unwitnessed.set(key, expected);
      this.#tell(expected.lane, nowMs);
    }
  }

  /** A hub of the household cosigned a checkpoint of this size. */
  witnessed(lane: LaneId, size: number, nowMs: number): void {
    const key = formatId(lane);
    const expected = this.#unwitnessed.get(key);
    const isExpected = expected !== undefined && expected.size <= size;
    if (isExpected) this.#unwitnessed.delete(key);
    if (isExpected || nowMs - (this.#toldAtMs.get(key) ?? 0) >= FRESH_NEWS_EVERY_MS) this.#tell(lane, nowMs);
  }

  #tell(lane: LaneId, nowMs: number): void {
    this.#toldAtMs.set(formatId(lane), nowMs);
    this.#events.publish(lane, { type: "log-changed" });
  }
}
