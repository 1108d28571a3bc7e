// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads what changed among the household's records. The cursor is the server's word and nothing is built on it:
 * it counts only together with records, and each start reads from the beginning, so a false one deafens nobody for good.
 */
import { decodeBase64url } from "@nightlatch/bytes";
import type { DeviceSession } from "@nightlatch/api-client";
import type { OwnersWords } from "./owners-words.ts";

export type RecordFollowerDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  words: Pick<OwnersWords, "takeIn">;
}>;

/** Owns the place until which records were read since the start. */
export class RecordFollower {
  readonly #deps: RecordFollowerDeps;
  #cursor = 0;

  constructor(deps: RecordFollowerDeps) {
    this.#deps = deps;
  }

  /** @returns whether a camera of this hub changed. @throws ClientError; bytes.malformed for text that is none */
  async follow(): Promise<boolean> {
    const { session, words } = this.#deps;
    let hasChanged = false;
    for (;;) {
      const { records, cursor } = await session.call("readRecords", { query: { after: this.#cursor } });
      for (const record of records) hasChanged = (await words.takeIn(decodeBase64url(record))) || hasChanged;
      if (records.length === 0 || cursor <= this.#cursor) return hasChanged;
      this.#cursor = cursor;
    }
  }
}
