// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Puts devices out, or takes camera groups from members, and changes every key they held, in one entry. What
 * awaits a rotation since someone left gets its new key, too.
 */
import { ProtocolError } from "../errors.ts";
import {
  activeDevice,
  formatId,
  groupsReadBy,
  isRotationDue,
  laneGroup,
  readersOf,
  type DeviceId,
  type GroupId,
  type LedgerDevice,
  type LedgerState,
  type RotateBody,
  type Withdrawal,
} from "../wire/index.ts";
import type { Keyring } from "./keyring.ts";
import { laneSigner } from "./lane-signer.ts";
import { rotateGroup, type GroupRotation } from "./rotate-group.ts";
import { signEntry, type EntryMaking, type SignedEntry } from "./sign-entry.ts";

export type Removal = Readonly<{
  state: LedgerState;
  keyring: Keyring;
  /** With neither devices nor groups: new keys for the groups that await them, or for all when none does. */
  remove: readonly DeviceId[];
  withdraw?: readonly Withdrawal[];
  /** Whether a reader's coming is in the witnessed log: boxes for one that is not are held back. All when absent. */
  isProved?: (device: LedgerDevice) => boolean;
}>;
export type Removed = SignedEntry & Readonly<{ keyring: Keyring }>;

/** @throws ledger.* | protocol.unknown_device | protocol.unknown_epoch */
export async function removeDevices(making: EntryMaking, removal: Removal): Promise<Removed> {
  const { state, keyring, remove, withdraw = [], isProved = () => true } = removal;
  const rotations: GroupRotation[] = [];
  for (const group of groupsToRotate(state, remove, withdraw)) {
    const readers = readersOf(state, group).filter((device) => !isTaken(device, group, remove, withdraw));
    rotations.push(await rotateGroup(making.random, removal, group, readers));
  }
  const secrets = rotations.map((rotated) => rotated.secrets);
  const sealed = rotations.flatMap(({ boxes }) => boxes);
  const signed = await signEntry(making, { state }, bodyOf(removal, rotations), {
    boxes: sealed.filter(({ reader }) => isProved(reader)).map(({ box }) => box),
    heldBack: sealed.filter(({ reader }) => !isProved(reader)).map(({ box }) => box),
  });
  return { ...signed, keyring: keyring.with(...secrets) };
}

function bodyOf({ state, remove, withdraw = [] }: Removal, rotations: readonly GroupRotation[]): RotateBody {
  const body = { type: "rotate", remove, withdraw, rotations: rotations.map(({ rotation }) => rotation) } as const;
  const lane = formatId(laneGroup(state));
  const rotated = rotations.find(({ secrets }) => formatId(secrets.group) === lane);
  return rotated === undefined ? body : { ...body, laneKey: laneSigner(state.lane, rotated.secrets).publicKey };
}

function groupsToRotate(
  state: LedgerState,
  remove: readonly DeviceId[],
  withdraw: readonly Withdrawal[],
): readonly GroupId[] {
  const all = [...state.groups.values()].map(({ group }) => group);
  const due = all.filter((group) => isRotationDue(state, group));
  if (remove.length + withdraw.length === 0) return due.length === 0 ? all : due;
  const lost = new Set(
    [...due, ...withdraw.flatMap(({ groups }) => groups), ...remove.flatMap((id) => readBy(state, id))].map(formatId),
  );
  return all.filter((group) => lost.has(formatId(group)));
}

function readBy(state: LedgerState, id: DeviceId): readonly GroupId[] {
  const device = activeDevice(state, id);
  if (device === undefined) throw new ProtocolError("protocol.unknown_device", "the device is not in the household");
  return groupsReadBy(state, device);
}

function isTaken(
  { id }: LedgerDevice,
  group: GroupId,
  remove: readonly DeviceId[],
  withdraw: readonly Withdrawal[],
): boolean {
  const [device, taken] = [formatId(id), formatId(group)];
  if (remove.some((gone) => formatId(gone) === device)) return true;
  return withdraw.some(
    (from) => formatId(from.device) === device && from.groups.some((own) => formatId(own) === taken),
  );
}
