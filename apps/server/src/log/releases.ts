// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The releases that anyone may ask for: those whose leaf is in the log. */
import { ApiError } from "../errors.ts";
import type { ReleaseStore, StoredRelease } from "../ports/release-store.ts";
import type { Hash } from "../ports/stored-types.ts";
import type { ReleaseLane } from "./release-lane.ts";

export type LoggedRelease = StoredRelease & Readonly<{ index: number }>;

export class Releases {
  readonly #store: ReleaseStore;
  readonly #lane: ReleaseLane | undefined;

  /** `lane` is undefined where no web app is served. */
  constructor(store: ReleaseStore, lane: ReleaseLane | undefined) {
    this.#store = store;
    this.#lane = lane;
  }

  /** @throws release.unknown where no web app is served */
  async list(): Promise<ReleaseLane & Readonly<{ logged: readonly LoggedRelease[] }>> {
    if (this.#lane === undefined) throw new ApiError("release.unknown", "this server serves no web app");
    const all = await this.#store.readReleases();
    const logged = all.flatMap((one) => (one.index === undefined ? [] : [{ ...one, index: one.index }]));
    return { ...this.#lane, logged };
  }

  /** @throws release.unknown */
  async read(hash: Hash): Promise<Uint8Array> {
    const found = await this.#store.findRelease(hash);
    if (found?.index === undefined) throw new ApiError("release.unknown", "no such release");
    return found.release;
  }
}
