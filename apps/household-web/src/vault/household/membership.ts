// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who is in: each change is one signed ledger entry by this device (protocol §4). What lets someone in, or gives
 * more, first asks whether the public log vouches for the household now; what takes away never asks.
 */
import { NightlatchError } from "@nightlatch/errors";
import type { VerifyKey } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { equalBytes } from "@nightlatch/bytes";
import {
  addDevice,
  removeDevices,
  type DeviceSecrets,
  type EntryMaking,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import { isProved, NO_LOG_VIEW, type LogView } from "@nightlatch/protocol/log";
import {
  activeDevice,
  activeDevices,
  deviceIdOf,
  formatId,
  isRotationDue,
  isSettled,
  type CameraId,
  type DeviceId,
  type DevicePublicKeys,
  type GroupId,
  type LedgerState,
  type Role,
  type Withdrawal,
} from "@nightlatch/protocol/wire";
import type { LedgerFollower, LedgerServer } from "../ledger/ledger-follower.ts";
import type { WantedRemovals } from "./wanted-removals.ts";

export type MembershipDeps = Readonly<{
  device: DeviceSecrets;
  ledger: LedgerFollower;
  server: LedgerServer;
  /** The public log as far as it was accepted. */
  log: () => LogView | undefined;
  /** The witnessed time where there is one, else this device's clock. */
  entryTimeMs: () => number;
  /** Asks the log anew. @throws transparency.* when nobody may be let in now */
  assertMayExpand: () => Promise<void>;
  removals: WantedRemovals;
  random: RandomSource;
}>;

/** Whom an entry lets in, and for what. */
export type Newcomer = Readonly<{
  keys: DevicePublicKeys;
  role: Role;
  /** A hub's note key. */
  witness?: VerifyKey;
  /** Camera groups of a member or hub; all when absent. */
  groups?: readonly GroupId[];
  cameras?: readonly CameraId[];
  untilMs?: number;
}>;

/**
 * Lets a device in; one that is in already (an answer was lost on the way) is left so.
 * @throws vault.not_owner | transparency.* | ledger.*
 */
export async function admitDevice(deps: MembershipDeps, newcomer: Newcomer): Promise<void> {
  const { device, ledger, server } = deps;
  await ledger.sync(server);
  assertOwner(ledger.current.state, device);
  const known = ledger.current.state.devices.get(formatId(deviceIdOf(newcomer.keys)));
  if (known !== undefined && known.removedSeq === undefined) return;
  if (known !== undefined) throw removedForGood();
  await deps.assertMayExpand();
  await ledger.append(server, ({ state, keyring }) => {
    assertOwner(state, device);
    return addDevice(makingOf(deps), { state, keyring, ...newcomer });
  });
}

/**
 * Removal and new keys in one entry. If an entry of the removed devices came first, whom these let in meanwhile, or
 * since an attempt that failed, goes with them (protocol §4.4).
 * @throws ledger.last_owner and other refusals | vault.not_owner
 */
export async function expelDevices(deps: MembershipDeps, remove: readonly DeviceId[]): Promise<SignedEntry> {
  const { device, ledger, server, removals } = deps;
  const seenSeq = removals.note(remove, ledger.current.state.seq);
  const signed = await ledger.append(server, ({ state, keyring }) => {
    assertOwner(state, device);
    const since = ledger.history.letInBy(remove, seenSeq);
    const all = distinct([...remove, ...since]).filter((id) => activeDevice(state, id) !== undefined);
    assertOwnerStays(state, all);
    return removeDevices(makingOf(deps), { state, keyring, remove: all, isProved: provedBy(deps) });
  });
  removals.forget(remove);
  return signed;
}

/** Takes camera groups from members, at once. @throws vault.not_owner | ledger.* */
export function withdrawGroups(deps: MembershipDeps, withdraw: readonly Withdrawal[]): Promise<SignedEntry> {
  const { device, ledger, server } = deps;
  return ledger.append(server, ({ state, keyring }) => {
    assertOwner(state, device);
    return removeDevices(makingOf(deps), { state, keyring, remove: [], withdraw, isProved: provedBy(deps) });
  });
}

/** New keys for the groups that someone who left could still read. True when there were any. */
export async function renewKeysDue(deps: MembershipDeps): Promise<boolean> {
  const { device, ledger, server } = deps;
  if (!isKeysDue(ledger.current.state)) return false;
  // Of an owner who came in today it would be one more proposal at each occasion (protocol §4.4).
  const self = activeDevice(ledger.current.state, device.id);
  if (self === undefined || !isSettled(self, deps.entryTimeMs())) return false;
  await ledger.append(server, ({ state, keyring }) => {
    // Another owner's browser was faster: then there is nothing to renew, and no entry to make.
    if (!isKeysDue(state)) throw new NightlatchError("vault.keys_renewed", "no group awaits a rotation");
    return removeDevices(makingOf(deps), { state, keyring, remove: [], isProved: provedBy(deps) });
  });
  return true;
}

export function makingOf({ device, random, entryTimeMs, log }: MembershipDeps): EntryMaking {
  const view = log();
  const seen = view === undefined || view.size === 0 ? {} : { seen: { size: view.size, root: view.root } };
  return { actor: device, random, nowMs: entryTimeMs(), ...seen };
}

/** @throws vault.not_owner */
export function assertOwner(state: LedgerState, device: DeviceSecrets): void {
  if (activeDevice(state, device.id)?.role === "owner") return;
  throw new NightlatchError("vault.not_owner", "only an owner changes who is in the household", {
    advice: "This device may only watch. Ask someone with an owner's device to do this.",
  });
}

/** Who may be sent a seed by now. */
export function provedBy({ log }: MembershipDeps): (device: Parameters<typeof isProved>[0] & object) => boolean {
  return (device) => isProved(device, log() ?? NO_LOG_VIEW);
}

function isKeysDue(state: LedgerState): boolean {
  return [...state.groups.values()].some(({ group }) => isRotationDue(state, group));
}

function distinct(ids: readonly DeviceId[]): readonly DeviceId[] {
  return ids.filter((id, i) => ids.findIndex((other) => equalBytes(other, id)) === i);
}

/** @throws ledger.last_owner when `device` alone can manage the household */
export function assertAnotherOwner(state: LedgerState, device: DeviceSecrets): void {
  if (activeDevice(state, device.id)?.role === "owner") assertOwnerStays(state, [device.id]);
}

function assertOwnerStays(state: LedgerState, remove: readonly DeviceId[]): void {
  const gone = new Set(remove.map(formatId));
  const staying = activeDevices(state).filter(({ id, role }) => role === "owner" && !gone.has(formatId(id)));
  if (staying.length > 0) return;
  throw new NightlatchError("ledger.last_owner", "no owner would stay", {
    advice: "This is the last device that can manage your household. Add another owner first.",
  });
}

function removedForGood(): NightlatchError {
  return new NightlatchError("ledger.device_exists", "the device was removed before", {
    advice: "This device was removed once, and its old keys stay out. Start it anew, then pair it again.",
  });
}
