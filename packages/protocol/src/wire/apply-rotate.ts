// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Removal, withdrawal and rotation in one entry: there is no moment at which a removed device is gone but the
 * key it holds is still in use.
 */
import { encodeHex } from "@nightlatch/bytes";
import { hasOwner, withEpochEnded, withoutDevices } from "./departure.ts";
import type { EntryPlace } from "./entry-place.ts";
import type { Rotation } from "./epoch-words.ts";
import { cameraGroups, findEpoch, groupsReadBy, isRotationDue, laneGroup, readersOf } from "./household-groups.ts";
import { formatId, type DeviceId } from "./identifiers.ts";
import type { RotateBody, Withdrawal } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { activeDevice, epochKeyHash, isSame, type Epoch, type LedgerDevice, type LedgerState } from "./ledger-state.ts";

export function applyRotate(state: LedgerState, body: RotateBody, place: EntryPlace): LedgerState | LedgerRefusal {
  const { remove, withdraw, rotations, laneKey } = body;
  if (remove.length + withdraw.length + rotations.length === 0) return "ledger.malformed";
  const without = reduced(state, body, place.seq);
  if (typeof without === "string") return without;
  const wrong = incomplete(state, body) ?? wrongRotations(without, rotations);
  if (wrong !== undefined) return wrong;
  const laneKeys = laneKey === undefined ? state.laneKeys : [...state.laneKeys, { fromSeq: place.seq, key: laneKey }];
  return { ...without, laneKeys, groups: withEpochs(without.groups, rotations, place.seq) };
}

/** The household without what is taken away. */
function reduced(state: LedgerState, body: RotateBody, seq: number): LedgerState | LedgerRefusal {
  const gone = distinctDevices(state, body.remove);
  if (gone === undefined) return "ledger.unknown_device";
  let without = withoutDevices(state, gone, seq, "removal");
  const withdrawnFrom = distinctDevices(
    without,
    body.withdraw.map(({ device }) => device),
  );
  if (withdrawnFrom === undefined) return "ledger.unknown_device";
  for (const withdrawal of body.withdraw) {
    const next = withdrawn(without, withdrawal);
    if (typeof next === "string") return next;
    without = next;
  }
  return hasOwner(without) ? without : "ledger.last_owner";
}

function distinctDevices(state: LedgerState, ids: readonly DeviceId[]): readonly LedgerDevice[] | undefined {
  const found = ids.map((id) => activeDevice(state, id)).filter((device) => device !== undefined);
  return new Set(ids.map(formatId)).size === found.length && found.length === ids.length ? found : undefined;
}

function withdrawn(state: LedgerState, { device: id, groups }: Withdrawal): LedgerState | LedgerRefusal {
  const device = activeDevice(state, id);
  if (device === undefined) return "ledger.unknown_device";
  if (groups.length === 0) return "ledger.malformed";
  if (device.role !== "member") return "ledger.not_allowed";
  const taken = new Set(groups.map(formatId));
  if (taken.size !== groups.length) return "ledger.malformed";
  const cameras = new Set(cameraGroups(state).map(formatId));
  const left = device.groups.filter((group) => !taken.has(formatId(group)));
  const readAll = device.groups.length - left.length === taken.size;
  if (!readAll || ![...taken].every((group) => cameras.has(group))) return "ledger.not_allowed";
  return { ...state, devices: new Map(state.devices).set(formatId(id), { ...device, groups: left }) };
}

/** Every group that someone loses, or that a leaver still knows, must get a new key; each once. */
function incomplete(state: LedgerState, body: RotateBody): LedgerRefusal | undefined {
  const rotated = new Set(body.rotations.map(({ group }) => formatId(group)));
  const lost = [
    ...body.remove.flatMap((id) => groupsOf(state, id)),
    ...body.withdraw.flatMap(({ groups }) => groups),
    ...[...state.groups.values()].map(({ group }) => group).filter((group) => isRotationDue(state, group)),
  ];
  if (!lost.every((group) => rotated.has(formatId(group)))) return "ledger.rotation_incomplete";
  if (![...rotated].every((group) => state.groups.has(group))) return "ledger.unknown_group";
  if (rotated.size !== body.rotations.length) return "ledger.malformed";
  const { laneKey } = body;
  if (rotated.has(formatId(laneGroup(state))) !== (laneKey !== undefined)) return "ledger.malformed";
  const isUsed = laneKey !== undefined && state.laneKeys.some(({ key }) => isSame(key, laneKey));
  return isUsed ? "ledger.key_reused" : undefined;
}

function groupsOf(state: LedgerState, id: DeviceId): LedgerDevice["groups"] {
  const device = activeDevice(state, id);
  return device === undefined ? [] : groupsReadBy(state, device);
}

function wrongRotations(state: LedgerState, rotations: readonly Rotation[]): LedgerRefusal | undefined {
  const fresh = new Set<string>();
  for (const { group, epoch, pk, boxes } of rotations) {
    if (epoch !== state.groups.get(formatId(group))?.epochs.length) return "ledger.wrong_epoch";
    // A public key that was used before would let whoever holds the old seed read on.
    const pkHash = epochKeyHash(pk);
    fresh.add(encodeHex(pkHash));
    if (findEpoch(state, pkHash) !== undefined) return "ledger.wrong_epoch";
    if (!isForExactly(boxes, readersOf(state, group))) return "ledger.wrong_recipients";
  }
  return fresh.size === rotations.length ? undefined : "ledger.wrong_epoch";
}

function isForExactly(boxes: Rotation["boxes"], readers: readonly LedgerDevice[]): boolean {
  const recipients = new Set(boxes.map(({ device }) => formatId(device)));
  const isDistinct = recipients.size === boxes.length && recipients.size === readers.length;
  return isDistinct && readers.every(({ id }) => recipients.has(formatId(id)));
}

function withEpochs(groups: LedgerState["groups"], rotations: readonly Rotation[], seq: number): LedgerState["groups"] {
  const next = new Map(groups);
  for (const rotation of rotations) {
    const key = formatId(rotation.group);
    const group = next.get(key);
    if (group === undefined) continue;
    const { epochs } = withEpochEnded(group, seq);
    next.set(key, { ...group, epochs: [...epochs, newEpoch(rotation)] });
  }
  return next;
}

function newEpoch({ group, epoch, pk, boxes, chain }: Rotation): Epoch {
  const byDevice = new Map(boxes.map(({ device, hash }) => [formatId(device), hash]));
  return { group, epoch, pk, pkHash: epochKeyHash(pk), boxes: byDevice, chain };
}
