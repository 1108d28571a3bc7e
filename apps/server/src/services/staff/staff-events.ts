// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What happened that staff is told of, and what makes its sockets end. In-process. */
import type { LaneId, StaffId } from "@nightlatch/protocol/wire";

export type StaffEvent =
  | Readonly<{ type: "cases-changed"; team: string }>
  /** A grant for this device came, ended or got keys. */
  | Readonly<{ type: "grants-changed"; staff: StaffId; lane: LaneId }>
  | Readonly<{ type: "roster-changed" }>;

export class StaffEvents {
  readonly #listeners = new Set<(event: StaffEvent) => void>();

  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: StaffEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  publish(event: StaffEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
