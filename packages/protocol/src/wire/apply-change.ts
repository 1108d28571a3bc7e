// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A higher role, or more groups, for a device that is in. Less is a matter of `rotate`: keys must change. */
import type { Role } from "./device-keys.ts";
import { withBoxes, wrongBoxes, wrongReach } from "./device-reach.ts";
import type { EntryPlace } from "./entry-place.ts";
import { formatId } from "./identifiers.ts";
import type { ChangeBody } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { activeDevice, type LedgerDevice, type LedgerState } from "./ledger-state.ts";

/** Roles among which a person's device can rise. A hub or a paper key stays what it is. */
const RANKS: Readonly<Partial<Record<Role, number>>> = { guest: 0, member: 1, owner: 2 };

export function applyChange(state: LedgerState, body: ChangeBody, place: EntryPlace): LedgerState | LedgerRefusal {
  const device = activeDevice(state, body.device);
  if (device === undefined) return "ledger.unknown_device";
  if (RANKS[device.role] === undefined) return "ledger.not_allowed";
  if (!isWider(device, body)) return "ledger.malformed";
  const held = new Set(device.groups.map(formatId));
  const comesToRead = body.groups.filter((group) => !held.has(formatId(group)));
  const { role, groups } = body;
  const wrong =
    wrongReach(state, { role, groups, cameras: [], untilMs: 0 }, place.timeMs) ??
    wrongBoxes(state, comesToRead, body.boxes);
  if (wrong !== undefined) return wrong;
  const key = formatId(body.device);
  return {
    ...state,
    devices: new Map(state.devices).set(key, widened(device, body, place)),
    groups: withBoxes(state.groups, key, body.boxes),
  };
}

function isWider(device: LedgerDevice, body: ChangeBody): boolean {
  const [before, after] = [RANKS[device.role], RANKS[body.role]];
  if (before === undefined || after === undefined || after < before) return false;
  const groups = new Set(body.groups.map(formatId));
  if (!device.groups.every((group) => groups.has(formatId(group)))) return false;
  return after > before || groups.size > device.groups.length;
}

function widened(device: LedgerDevice, { role, groups }: ChangeBody, { seq, timeMs }: EntryPlace): LedgerDevice {
  const wider = { ...device, role, groups, cameras: [], untilMs: 0, expandedSeq: seq };
  return role === "owner" && device.role !== "owner" ? { ...wider, ownerSinceMs: timeMs } : wider;
}
