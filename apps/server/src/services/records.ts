// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sealed records: taken in from the device that signed them, newest version wins. */
import { equalBytes } from "@nightlatch/bytes";
import { ProtocolError, verifyRecord, type SealedRecord } from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";
import type { RecordKey, RecordStore, StoredRecord } from "../ports/record-store.ts";
import type { DeviceId } from "../ports/stored-types.ts";
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
    const { placed, cursor } = await this.#store.put(caller.lane, {
      kind: header.kind,
      id: header.id,
      version: header.version,
      author: header.author,
      ...(header.to.kind === "device" ? { recipient: header.to.device } : {}),
      record: bytes,
    });
    if (placed === "stale") throw new ApiError("record.stale_version", "a version as high is stored");
    if (placed === "stored") this.#events.publish(caller.lane, { type: "records-changed" });
    return cursor;
  }

  /** A hub gets only what is addressed to it or its own: it opens nothing else. */
  changedAfter(
    { lane, device }: Caller,
    cursor: number,
    limit: number,
  ): Promise<Readonly<{ records: readonly StoredRecord[]; cursor: number }>> {
    return this.#store.changedAfter(lane, cursor, limit, device.role === "hub" ? { only: device.id } : {});
  }

  /** @throws record.unknown */
  async read({ lane, device }: Caller, key: RecordKey): Promise<StoredRecord> {
    const found = await this.#store.find(lane, key);
    const isHidden = found !== undefined && device.role === "hub" && !concerns(found, device.id);
    if (found === undefined || isHidden) throw new ApiError("record.unknown", "no such record");
    return found;
  }
}

function concerns({ author, recipient }: StoredRecord, device: DeviceId): boolean {
  return equalBytes(author, device) || (recipient !== undefined && equalBytes(recipient, device));
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
