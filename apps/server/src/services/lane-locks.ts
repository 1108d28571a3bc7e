// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One change of a household's ledger at a time. */
import { formatId, type LaneId } from "@nightlatch/protocol/wire";

export class LaneLocks {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `task` when every earlier one of this household has ended, well or badly. */
  async run<T>(lane: LaneId, task: () => Promise<T>): Promise<T> {
    const key = formatId(lane);
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
