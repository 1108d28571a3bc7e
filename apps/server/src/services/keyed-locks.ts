// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One change of a thing at a time: of a household's ledger, of a clip. Others go on meanwhile. */

export class KeyedLocks {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `task` when every earlier one with this key has ended, well or badly. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
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
