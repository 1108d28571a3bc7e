// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Removal and rotation in one entry: there is no moment at which a removed device is gone but the key it
 * holds is still in use.
 */
import type { Hash } from "@nightlatch/crypto/keys";
import { formatId } from "./identifiers.ts";
import type { RotateBody, Rotation } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import {
  activeDevice,
  activeDevices,
  epochKeyHash,
  findEpoch,
  isReader,
  readersOf,
  type Epoch,
  type LedgerState,
} from "./ledger-state.ts";

export function applyRotate(
  state: LedgerState,
  body: RotateBody,
  seq: number,
  head: Hash,
): LedgerState | LedgerRefusal {
  if (body.remove.length === 0 && body.rotations.length === 0) return "ledger.malformed";
  const without = withoutDevices(state, body, seq);
  if (typeof without === "string") return without;
  const wrong = incomplete(state, body) ?? wrongRotations(without, body.rotations);
  if (wrong !== undefined) return wrong;
  return { ...without, seq, head, groups: body.rotations.reduce(withEpoch, without.groups) };
}

function withoutDevices(state: LedgerState, body: RotateBody, seq: number): LedgerState | LedgerRefusal {
  const devices = new Map(state.devices);
  for (const id of body.remove) {
    const key = formatId(id);
    const device = devices.get(key);
    if (device === undefined || device.removedSeq !== undefined) return "ledger.unknown_device";
    devices.set(key, { ...device, removedSeq: seq });
  }
  const next = { ...state, devices };
  return activeDevices(next).some((device) => device.role === "owner") ? next : "ledger.last_owner";
}

/** Every group that a removed device could read must get a new key. */
function incomplete(state: LedgerState, body: RotateBody): LedgerRefusal | undefined {
  const rotated = new Set(body.rotations.map((rotation) => formatId(rotation.group)));
  if (rotated.size !== body.rotations.length) return "ledger.malformed";
  for (const id of body.remove) {
    const device = activeDevice(state, id);
    if (device === undefined || !isReader(device.role)) continue;
    if (!device.groups.every((group) => rotated.has(formatId(group)))) return "ledger.rotation_incomplete";
  }
  return undefined;
}

function wrongRotations(state: LedgerState, rotations: readonly Rotation[]): LedgerRefusal | undefined {
  for (const rotation of rotations) {
    const group = state.groups.get(formatId(rotation.group));
    if (group === undefined) return "ledger.unknown_group";
    if (rotation.epoch !== group.epochs.length) return "ledger.wrong_epoch";
    // A public key that was used before would let whoever holds the old seed read on.
    if (findEpoch(state, epochKeyHash(rotation.pk)) !== undefined) return "ledger.wrong_epoch";
    const readers = new Set(readersOf(state, rotation.group).map((device) => formatId(device.id)));
    const recipients = new Set(rotation.boxes.map((box) => formatId(box.device)));
    const exact = recipients.size === rotation.boxes.length && recipients.size === readers.size;
    if (!exact || ![...recipients].every((device) => readers.has(device))) return "ledger.wrong_recipients";
  }
  return undefined;
}

function withEpoch(groups: LedgerState["groups"], rotation: Rotation): LedgerState["groups"] {
  const key = formatId(rotation.group);
  const group = groups.get(key);
  if (group === undefined) return groups;
  const epoch: Epoch = {
    group: rotation.group,
    epoch: rotation.epoch,
    pk: rotation.pk,
    pkHash: epochKeyHash(rotation.pk),
    boxes: new Map(rotation.boxes.map((box) => [formatId(box.device), box.hash])),
    chain: rotation.chain,
  };
  return new Map(groups).set(key, { ...group, epochs: [...group.epochs, epoch] });
}
