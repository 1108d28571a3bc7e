// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cases that changed, told to whichever household says that it follows them: the server keeps no list of whose. */
import { formatId, type CaseId } from "@nightlatch/protocol/wire";

export class CaseEvents {
  readonly #listeners = new Map<string, Set<(id: CaseId) => void>>();

  /** Returns the function that ends the subscription. */
  follow(ids: readonly CaseId[], listener: (id: CaseId) => void): () => void {
    const keys = ids.map((id) => formatId(id));
    for (const key of keys) this.#listeners.set(key, (this.#listeners.get(key) ?? new Set()).add(listener));
    return () => {
      for (const key of keys) {
        const listeners = this.#listeners.get(key);
        listeners?.delete(listener);
        if (listeners?.size === 0) this.#listeners.delete(key);
      }
    };
  }

  publish(id: CaseId): void {
    for (const listener of this.#listeners.get(formatId(id)) ?? []) listener(id);
  }
}
