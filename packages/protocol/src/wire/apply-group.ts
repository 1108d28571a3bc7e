// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new camera group: read by every owner and paper key, and by the members that are given its seed. */
import type { EntryPlace } from "./entry-place.ts";
import { findEpoch } from "./household-groups.ts";
import { formatId } from "./identifiers.ts";
import type { GroupBody } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { activeDevices, epochKeyHash, type LedgerDevice, type LedgerState } from "./ledger-state.ts";
import { MAX_GROUPS } from "./size-limits.ts";

export function applyGroup(state: LedgerState, body: GroupBody, { seq }: EntryPlace): LedgerState | LedgerRefusal {
  const { group, pk, boxes } = body.group;
  const key = formatId(group);
  if (state.groups.size >= MAX_GROUPS || state.groups.has(key)) return "ledger.malformed";
  const pkHash = epochKeyHash(pk);
  if (findEpoch(state, pkHash) !== undefined) return "ledger.wrong_epoch";
  const byDevice = new Map(boxes.map(({ device, hash }) => [formatId(device), hash]));
  const readers = activeDevices(state).filter(({ id }) => byDevice.has(formatId(id)));
  if (byDevice.size !== boxes.length || readers.length !== boxes.length || !areReaders(state, readers)) {
    return "ledger.wrong_recipients";
  }
  const devices = new Map(state.devices);
  for (const device of readers) devices.set(formatId(device.id), withGroup(device, body, seq));
  const epochs = [{ group, epoch: 0, pk, pkHash, boxes: byDevice }] as const;
  return { ...state, devices, groups: new Map(state.groups).set(key, { group, epochs }) };
}

/** Every owner and paper key, since they read everything, and besides them members only. */
function areReaders(state: LedgerState, readers: readonly LedgerDevice[]): boolean {
  const readsAll = ({ role }: LedgerDevice) => role === "owner" || role === "paper";
  const isComplete = readers.filter(readsAll).length === activeDevices(state).filter(readsAll).length;
  return isComplete && readers.every((device) => readsAll(device) || device.role === "member");
}

function withGroup(device: LedgerDevice, { group }: GroupBody, seq: number): LedgerDevice {
  const groups = [...device.groups, group.group];
  // Owners read everything from the start: nobody needs a proof of this entry to believe them.
  return device.role === "member" ? { ...device, groups, expandedSeq: seq } : { ...device, groups };
}
