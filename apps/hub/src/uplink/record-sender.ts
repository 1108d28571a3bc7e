// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Brings sealed records to the server, one at a time. */
import { ClientError, type DeviceSession } from "@nightlatch/api-client";
import { equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import {
  formatId,
  verifyRecord,
  type DeviceId,
  type Id,
  type LedgerState,
  type RecordKind,
} from "@nightlatch/protocol/wire";
import type { HubLog } from "../observability/logger.ts";
import type { OutboundRecord, RecordOutbox } from "./record-outbox.ts";

export type RecordSenderDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  outbox: RecordOutbox;
  hub: DeviceId;
  state: () => LedgerState;
  log: HubLog;
  /** The server has a version as high as this hub's: say it again, under a higher one, if it still matters. */
  onStale: (kind: RecordKind, id: Id) => void;
  /** The server does not take this record. */
  onRefused: (kind: RecordKind, id: Id) => void;
}>;

/** @returns false when there was nothing to send. @throws ClientError; ProtocolError for what no device signed */
export async function sendNextRecord(deps: RecordSenderDeps, signal: AbortSignal): Promise<boolean> {
  const { session, outbox, log, onRefused } = deps;
  const next = outbox.first();
  if (next === undefined) return false;
  try {
    await session.call("putRecord", { body: next.record }, { signal });
    outbox.noteSent(next);
  } catch (error) {
    if (hasCode(error, "record.stale_version")) await catchUp(next, deps, signal);
    else if (hasCode(error, "record.refused")) {
      // Sending these bytes again would change nothing, and what waits behind it must not wait forever.
      log.error({ kind: next.kind }, "the server refused a record of this hub");
      outbox.noteSent(next);
      onRefused(next.kind, next.id);
    } else throw error;
  }
  return true;
}

/** A version is believed only with the signature of a device that may write it: the next one has to be higher. */
async function catchUp(next: OutboundRecord, deps: RecordSenderDeps, signal: AbortSignal): Promise<void> {
  const { session, outbox, hub, state, log, onStale } = deps;
  const { kind, id, version } = next;
  const stored = await session.call("readRecord", { params: { kind, id: formatId(id) } }, { signal });
  const { header } = verifyRecord(stored, state());
  if (header.kind !== kind || !equalBytes(header.id, id) || header.version < version) {
    throw new ClientError("client.bad_answer", "another record than the one that is in the way");
  }
  // Owners rename cameras; all else that a hub says of its cameras is for itself alone to say.
  if (equalBytes(header.author, hub) || kind === "camera") {
    outbox.noteVersion(kind, id, header.version);
    onStale(kind, id);
    return;
  }
  log.error({ kind }, "another device of the household writes a record of this hub");
  outbox.noteSent(next);
}
