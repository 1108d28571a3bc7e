// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sealed names, settings, thumbnails. Trust: none; it can withhold the newest version from a device that never
 * saw it.
 */
import type { DeviceId, GroupId, Id, LaneId, RecordKind } from "./stored-types.ts";

export type RecordKey = Readonly<{ kind: RecordKind; id: Id }>;
export type StoredRecord = RecordKey &
  Readonly<{
    version: number;
    author: DeviceId;
    /** The device it is sealed to; undefined when sealed to an epoch. */
    recipient?: DeviceId;
    /** The group of the epoch that it is sealed to; undefined when sealed to a device. */
    group?: GroupId;
    record: Uint8Array;
  }>;
export type RecordFilter = Readonly<{
  /** Only records that this device wrote, that are sealed to it, or to one of the groups. Absent: all. */
  only?: Readonly<{ device: DeviceId; groups: readonly GroupId[] }>;
}>;

export interface RecordStore {
  /** Stores if the version is higher than the stored one. Durable when it resolves. */
  put(lane: LaneId, record: StoredRecord): Promise<Readonly<{ placed: "stored" | "same" | "stale"; cursor: number }>>;
  /** Records changed after `cursor`, oldest change first, at most `limit`, fewer when large; without thumbnails. */
  changedAfter(
    lane: LaneId,
    cursor: number,
    limit: number,
    filter: RecordFilter,
  ): Promise<Readonly<{ records: readonly StoredRecord[]; cursor: number }>>;
  find(lane: LaneId, key: RecordKey): Promise<StoredRecord | undefined>;
  remove(lane: LaneId, key: RecordKey): Promise<void>;
}
