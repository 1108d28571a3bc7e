// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Reads what changed among the household's records, from where it left off. */
import { decodeBase64url, decodeUtf8, encodeUtf8 } from "@nightlatch/bytes";
import type { DeviceSession } from "@nightlatch/api-client";
import type { FactTable } from "../store/fact-table.ts";
import type { OwnersWords } from "./owners-words.ts";

export type RecordFollowerDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  facts: FactTable;
  words: OwnersWords;
}>;

/** @returns whether a camera of this hub changed. @throws ClientError */
export async function followRecords({ session, facts, words }: RecordFollowerDeps): Promise<boolean> {
  let hasChanged = false;
  for (;;) {
    const stored = facts.find("record_cursor");
    const after = stored === undefined ? 0 : Number(decodeUtf8(stored));
    const { records, cursor } = await session.call("readRecords", { query: { after } });
    for (const record of records) hasChanged = (await words.takeIn(decodeBase64url(record))) || hasChanged;
    if (cursor === after) return hasChanged;
    facts.set("record_cursor", encodeUtf8(String(cursor)));
  }
}
