// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new device: its keys are new, its groups exist, and it gets exactly the current seeds of those. */
import { equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { deviceIdOf, type DevicePublicKeys } from "./device-keys.ts";
import { formatId, type GroupId } from "./identifiers.ts";
import type { AddBody, BoxOf } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import {
  activeDevices,
  currentEpoch,
  isReader,
  type LedgerDevice,
  type LedgerGroup,
  type LedgerState,
} from "./ledger-state.ts";
import { MAX_DEVICES } from "./size-limits.ts";

export function applyAdd(state: LedgerState, body: AddBody, seq: number, head: Hash): LedgerState | LedgerRefusal {
  const { device, groups, boxes } = body;
  const id = deviceIdOf(device.keys);
  const key = formatId(id);
  if (state.devices.has(key)) return "ledger.device_exists";
  if (activeDevices(state).length >= MAX_DEVICES) return "ledger.too_many_devices";
  if ([...state.devices.values()].some((known) => sharesKey(known.keys, device.keys))) return "ledger.key_reused";

  const groupKeys = new Set(groups.map(formatId));
  if (groupKeys.size !== groups.length || groups.length === 0) return "ledger.unknown_group";
  if (![...groupKeys].every((group) => state.groups.has(group))) return "ledger.unknown_group";
  // Owners and the paper key read everything, now and later; a partial one would be a silent exception.
  const readsAll = device.role === "owner" || device.role === "paper";
  if (readsAll && groupKeys.size !== state.groups.size) return "ledger.wrong_recipients";

  const wrong = isReader(device.role) ? wrongBoxes(state, groups, boxes) : hubBoxes(boxes);
  if (wrong !== undefined) return wrong;

  const added: LedgerDevice = { id, keys: device.keys, role: device.role, groups, addedSeq: seq };
  return {
    ...state,
    seq,
    head,
    devices: new Map(state.devices).set(key, added),
    groups: boxes.reduce((all, box) => withBox(all, box, key), state.groups),
  };
}

function sharesKey(a: DevicePublicKeys, b: DevicePublicKeys): boolean {
  const signing = [a.ledger, a.session];
  const reused = signing.some((key) => equalBytes(key, b.ledger) || equalBytes(key, b.session));
  return reused || equalBytes(b.ledger, b.session) || equalBytes(a.hpke, b.hpke);
}

function wrongBoxes(
  state: LedgerState,
  groups: readonly GroupId[],
  boxes: readonly BoxOf[],
): LedgerRefusal | undefined {
  if (boxes.length !== groups.length) return "ledger.wrong_recipients";
  for (const group of groups) {
    const own = boxes.filter((box) => equalBytes(box.group, group));
    if (own.length !== 1) return "ledger.wrong_recipients";
    if (own[0]?.epoch !== currentEpoch(state, group)?.epoch) return "ledger.wrong_epoch";
  }
  return undefined;
}

/** A hub writes to an epoch's public half; a seed for it would let a stolen hub read. */
function hubBoxes(boxes: readonly BoxOf[]): LedgerRefusal | undefined {
  return boxes.length === 0 ? undefined : "ledger.wrong_recipients";
}

function withBox(
  groups: ReadonlyMap<string, LedgerGroup>,
  box: BoxOf,
  device: string,
): ReadonlyMap<string, LedgerGroup> {
  const key = formatId(box.group);
  const group = groups.get(key);
  if (group === undefined) return groups;
  const [first, ...later] = group.epochs.map((epoch) =>
    epoch.epoch === box.epoch ? { ...epoch, boxes: new Map(epoch.boxes).set(device, box.hash) } : epoch,
  );
  return first === undefined ? groups : new Map(groups).set(key, { ...group, epochs: [first, ...later] });
}
