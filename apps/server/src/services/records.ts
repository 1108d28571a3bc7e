// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sealed records: taken in from the device that signed them, newest version wins. */
import { equalBytes } from "@nightlatch/bytes";
import {
  findEpoch,
  ProtocolError,
  verifyRecord,
  type LedgerDevice,
  type SealedRecord,
} from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";
import type { RecordFilter, RecordKey, RecordStore, StoredRecord } from "../ports/record-store.ts";
import type { LaneEvents } from "./lane-events.ts";
import type { Caller } from "./sessions.ts";

export class Records {
  readonly #store: RecordStore;
  readonly #events: LaneEvents;

  constructor(store: RecordStore, events: LaneEvents) {
    this.#store = store;
    this.#events = events;
  }

  /** @throws record.refused | record.stale_version */
  async put(caller: Caller, bytes: Uint8Array): Promise<number> {
    const { header } = believedRecord(caller, bytes);
    const epoch = header.to.kind === "epoch" ? findEpoch(caller.state, header.to.epoch) : undefined;
    const { placed, cursor } = await this.#store.put(caller.lane, {
      kind: header.kind,
      id: header.id,
      version: header.version,
      author: header.author,
      ...(header.to.kind === "device" ? { recipient: header.to.device } : {}),
      ...(epoch === undefined ? {} : { group: epoch.group }),
      record: bytes,
    });
    if (placed === "stale") throw new ApiError("record.stale_version", "a version as high is stored");
    if (placed === "stored") this.#events.publish(caller.lane, { type: "records-changed" });
    return cursor;
  }

  /** Each device gets what it could open, and its own. */
  changedAfter(
    { lane, device }: Caller,
    cursor: number,
    limit: number,
  ): Promise<Readonly<{ records: readonly StoredRecord[]; cursor: number }>> {
    return this.#store.changedAfter(lane, cursor, limit, recordSightOf(device));
  }

  /** @throws record.unknown */
  async read({ lane, device }: Caller, key: RecordKey): Promise<StoredRecord> {
    const found = await this.#store.find(lane, key);
    if (found === undefined || !isVisible(found, recordSightOf(device))) {
      throw new ApiError("record.unknown", "no such record");
    }
    return found;
  }
}

/** Owners read all, and a paper key does as soon as it is one's. A hub reads nothing that is sealed to a group. */
function recordSightOf({ id, role, groups }: LedgerDevice): RecordFilter {
  if (role === "owner" || role === "paper") return {};
  return { only: { device: id, groups: role === "hub" ? [] : groups } };
}

function isVisible({ author, recipient, group }: StoredRecord, { only }: RecordFilter): boolean {
  if (only === undefined) return true;
  const { device, groups } = only;
  if (equalBytes(author, device) || (recipient !== undefined && equalBytes(recipient, device))) return true;
  return group !== undefined && groups.some((one) => equalBytes(one, group));
}

function believedRecord(caller: Caller, bytes: Uint8Array): SealedRecord {
  try {
    const record = verifyRecord(bytes, caller.state);
    if (equalBytes(record.header.author, caller.device.id)) return record;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new ApiError("record.refused", `the record is refused: ${cause.code}`, { cause });
  }
  throw new ApiError("record.refused", "another device signed this record");
}
