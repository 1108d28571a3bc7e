// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new device: its keys are new, its reach fits its role, and it gets exactly the seeds of what it reads. */
import { wrongKeys } from "./device-key-reuse.ts";
import { deviceIdOf } from "./device-keys.ts";
import { withBoxes, wrongBoxes, wrongReach } from "./device-reach.ts";
import type { EntryPlace } from "./entry-place.ts";
import { groupsReadBy } from "./household-groups.ts";
import { formatId } from "./identifiers.ts";
import type { AddBody } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { activeDevices, type LedgerDevice, type LedgerState } from "./ledger-state.ts";
import { MAX_DEVICES } from "./size-limits.ts";

export function applyAdd(state: LedgerState, body: AddBody, place: EntryPlace): LedgerState | LedgerRefusal {
  const id = deviceIdOf(body.device.keys);
  const key = formatId(id);
  if (state.devices.has(key)) return "ledger.device_exists";
  if (activeDevices(state).length >= MAX_DEVICES) return "ledger.too_many_devices";
  const wrong = wrongKeys(state.devices.values(), body.device) ?? wrongTerms(state, body, place.timeMs);
  if (wrong !== undefined) return wrong;
  return {
    ...state,
    devices: new Map(state.devices).set(key, newDevice(id, body, place)),
    groups: withBoxes(state.groups, key, body.boxes),
  };
}

function wrongTerms(state: LedgerState, body: AddBody, timeMs: number): LedgerRefusal | undefined {
  const { groups, cameras, untilMs, boxes } = body;
  const { role } = body.device;
  return (
    wrongReach(state, { role, groups, cameras, untilMs }, timeMs) ??
    wrongBoxes(state, groupsReadBy(state, { role, groups }), boxes)
  );
}

function newDevice(id: LedgerDevice["id"], body: AddBody, { seq, timeMs }: EntryPlace): LedgerDevice {
  const { device, groups, cameras, untilMs } = body;
  return {
    id,
    keys: device.keys,
    role: device.role,
    ...(device.witness === undefined ? {} : { witness: device.witness }),
    groups,
    cameras,
    untilMs,
    addedSeq: seq,
    addedTimeMs: timeMs,
    expandedSeq: seq,
    isFounder: false,
    ...(device.role === "owner" ? { ownerSinceMs: timeMs } : {}),
  };
}
