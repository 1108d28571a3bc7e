// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which verified records this app believes beyond their signature: the newest version, of an author who is in
 * the household. Someone who was put out keeps their keys, and the server may help them: what they signed counts only
 * if this browser had it before.
 */
import { formatId, type LedgerState, type RecordHeader } from "@nightlatch/protocol/wire";

export type Admission = "admitted" | "stale" | "not_allowed" | "author_removed";
/** "kept": this browser believed it before. */
export type Origin = "kept" | "new";

/** @param knownVersion of the record of the same kind and id that is believed now; 0 for none */
export function admitRecord(state: LedgerState, knownVersion: number, header: RecordHeader, origin: Origin): Admission {
  // The server may show an old name again; it cannot make it newer.
  if (header.version <= knownVersion) return "stale";
  const author = state.devices.get(formatId(header.author));
  if (origin === "new" && author?.removedSeq !== undefined) return "author_removed";
  // A hub introduces a camera once; from then on its household describes it.
  if (header.kind === "camera" && author?.role === "hub" && header.version !== 1) return "not_allowed";
  return "admitted";
}
