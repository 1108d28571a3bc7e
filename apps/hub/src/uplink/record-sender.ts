// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Brings sealed records to the server, one at a time. */
import type { DeviceSession } from "@nightlatch/api-client";
import { hasCode } from "@nightlatch/errors";
import { decodeRecord, formatId, type Id, type RecordKind } from "@nightlatch/protocol/wire";
import type { HubLog } from "../observability/logger.ts";
import type { RecordOutbox } from "./record-outbox.ts";

export type RecordSenderDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  outbox: RecordOutbox;
  log: HubLog;
  /** The server has a version as high as this hub's: say it again, under a higher one, if it still matters. */
  onStale: (kind: RecordKind, id: Id) => void;
}>;

/** @returns false when there was nothing to send. @throws ClientError */
export async function sendNextRecord(deps: RecordSenderDeps, signal: AbortSignal): Promise<boolean> {
  const { session, outbox, log, onStale } = deps;
  const next = outbox.first();
  if (next === undefined) return false;
  const { kind, id } = next;
  try {
    await session.call("putRecord", { body: next.record }, { signal });
    outbox.noteSent(next);
  } catch (error) {
    if (hasCode(error, "record.stale_version")) {
      const stored = await session.call("readRecord", { params: { kind, id: formatId(id) } }, { signal });
      outbox.noteVersion(kind, id, decodeRecord(stored).header.version);
      onStale(kind, id);
    } else if (hasCode(error, "record.refused")) {
      // Asking again would change nothing, and what waits behind it must not wait forever.
      log.error({ kind }, "the server refused a record of this hub");
      outbox.noteSent(next);
    } else throw error;
  }
  return true;
}
