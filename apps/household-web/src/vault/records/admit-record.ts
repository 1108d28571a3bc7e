// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which verified records this app believes beyond their signature: the newest version, of an author who is in
 * the household. Someone who was put out keeps their keys, and the server may help them: what they signed counts only
 * if this browser had it before. Someone who was let in a moment ago is obeyed once the household's hub has seen it in the
 * public log: the server may have helped there, too.
 */
import { isProved, type LogView } from "@nightlatch/protocol/log";
import { formatId, type LedgerState, type RecordHeader } from "@nightlatch/protocol/wire";

export type Admission = "admitted" | "stale" | "not_allowed" | "author_removed" | "author_unproved";
/** "kept": this browser believed it before. */
export type Origin = "kept" | "new";

export type AdmitFacts = Readonly<{
  state: LedgerState;
  /** Up to where the household is proved. */
  log: Pick<LogView, "provedSeq">;
  /** Of the record of the same kind and id that is believed now; 0 for none. */
  knownVersion: number;
  origin: Origin;
}>;

export function admitRecord(header: RecordHeader, { state, log, knownVersion, origin }: AdmitFacts): Admission {
  // The server may show an old name again; it cannot make it newer.
  if (header.version <= knownVersion) return "stale";
  const author = state.devices.get(formatId(header.author));
  if (origin === "new" && author?.removedSeq !== undefined) return "author_removed";
  if (origin === "new" && author !== undefined && !isProved(author, log)) return "author_unproved";
  // A hub introduces a camera once; from then on its household describes it.
  if (header.kind === "camera" && author?.role === "hub" && header.version !== 1) return "not_allowed";
  return "admitted";
}
