// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What happened in a household, told to whoever is connected. In-process; relay nodes get a bus later. */
import type { CameraId, DeviceId, LaneId } from "@nightlatch/protocol/wire";
import { formatId } from "@nightlatch/protocol/wire";
import type { WatchingStaff } from "./grants/staff-watching.ts";

export type LaneEvent =
  | Readonly<{ type: "ledger-changed"; seq: number; removed: readonly DeviceId[] }>
  | Readonly<{ type: "records-changed" }>
  | Readonly<{ type: "log-changed" }>
  /** Staff accepted a grant, or fetched a clip of one. */
  | Readonly<{ type: "grants-changed" }>
  | (WatchingStaff & Readonly<{ type: "staff-watching"; state: "started" | "ended" }>)
  | Readonly<{ type: "clips-changed"; camera: CameraId }>;

export class LaneEvents {
  readonly #listeners = new Map<string, Set<(event: LaneEvent) => void>>();

  /** Returns the function that ends the subscription. */
  subscribe(lane: LaneId, listener: (event: LaneEvent) => void): () => void {
    const key = formatId(lane);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  publish(lane: LaneId, event: LaneEvent): void {
    for (const listener of this.#listeners.get(formatId(lane)) ?? []) listener(event);
  }
}
