// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which opened records this app believes beyond their signature: the newest version, and only what the
 * author's role may say about the thing it names.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { OpenedRecord } from "@nightlatch/protocol/open";
import { formatId, type LedgerState } from "@nightlatch/protocol/wire";

export type Admission = "admitted" | "stale" | "not_allowed";

/** @param known the record of the same kind and id that is believed now */
export function admitRecord(state: LedgerState, known: OpenedRecord | undefined, next: OpenedRecord): Admission {
  const { header } = next;
  // The server may show an old name again; it cannot make it newer.
  if (known !== undefined && header.version <= known.header.version) return "stale";
  const role = state.devices.get(formatId(header.author))?.role;
  // Only an owner names others. A hub introduces a camera once; from then on its household describes it.
  if (header.kind === "device" && role !== "owner" && !equalBytes(header.id, header.author)) return "not_allowed";
  if (header.kind === "camera" && role === "hub" && header.version !== 1) return "not_allowed";
  return "admitted";
}
