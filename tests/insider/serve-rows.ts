// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A server without our checks: it hands out the ledger just as the rows in its database say. */
import { encodeBase64url, encodeUtf8 } from "@nightlatch/bytes";
import { formatId, ledgerHeadOf, type LaneId } from "@nightlatch/protocol/wire";
import type { Insider, Rule } from "@nightlatch/testkit/evil-cloud";

export function insertEntry(insider: Insider, lane: LaneId, seq: number, entry: Uint8Array): void {
  const values = [formatId(lane), seq, ledgerHeadOf(entry), entry] as const;
  insider.sql("INSERT OR REPLACE INTO ledger_entries (lane, seq, head, entry) VALUES (?, ?, ?, ?)", ...values);
}

/** For the place "readEntries". */
export function serveRows(insider: Insider, lane: LaneId): Rule {
  return (_ask, { path }) => {
    const from = Number(new URL(path, "http://server").searchParams.get("from") ?? 0);
    const sql = "SELECT seq, head, entry FROM ledger_entries WHERE lane = ? ORDER BY seq";
    const rows = insider.sql(sql, formatId(lane));
    const last = rows.at(-1);
    const page = {
      entries: rows.slice(from).map(({ entry }) => encodeBase64url(entry as Uint8Array)),
      seq: rows.length - 1,
      head: encodeBase64url(last?.["head"] as Uint8Array),
    };
    const body = encodeUtf8(JSON.stringify(page));
    return Promise.resolve({ status: 200, contentType: "application/json", body });
  };
}
