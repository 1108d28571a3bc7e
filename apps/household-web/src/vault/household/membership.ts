// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who is in: each change is one signed ledger entry by this device (protocol §4). */
import { NightlatchError } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  addDevice,
  createPaperKey,
  deviceFromSeed,
  paperPin,
  removeDevices,
  type DeviceSecrets,
} from "@nightlatch/protocol/keys";
import {
  activeDevice,
  activeDevices,
  deviceIdOf,
  formatId,
  type DeviceId,
  type DevicePublicKeys,
  type LedgerState,
  type Role,
} from "@nightlatch/protocol/wire";
import type { LedgerFollower, LedgerServer } from "../ledger/ledger-follower.ts";
import type { RecordDesk } from "../records/record-desk.ts";

export type MembershipDeps = Readonly<{
  device: DeviceSecrets;
  ledger: LedgerFollower;
  server: LedgerServer;
  random: RandomSource;
  nowMs: () => number;
}>;

/** Lets a device in; one that is in already (an answer was lost on the way) is left so. @throws vault.not_owner */
export async function admitDevice(deps: MembershipDeps, keys: DevicePublicKeys, role: Role): Promise<void> {
  const { device, ledger, server, random, nowMs } = deps;
  await ledger.sync(server);
  const known = ledger.current.state.devices.get(formatId(deviceIdOf(keys)));
  if (known !== undefined && known.removedSeq === undefined) return;
  if (known !== undefined) throw removedForGood();
  await ledger.append(server, ({ state, keyring }) => {
    assertOwner(state, device);
    return addDevice({ actor: device, random, nowMs: nowMs() }, { state, keyring, keys, role });
  });
}

/** Removal and new keys in one entry. @throws ledger.last_owner and other refusals | vault.not_owner */
export function expelDevices(deps: MembershipDeps, remove: readonly DeviceId[]): Promise<void> {
  const { device, ledger, server, random, nowMs } = deps;
  return ledger.append(server, ({ state, keyring }) => {
    assertOwner(state, device);
    assertOwnerStays(state, remove);
    return removeDevices({ actor: device, random, nowMs: nowMs() }, { state, keyring, remove });
  });
}

/**
 * Adds a paper key with the pin that recovery asks for, and only then removes the one before: there is always one
 * that works.
 */
export async function replacePaper(deps: MembershipDeps, desk: RecordDesk): Promise<readonly string[]> {
  const { phrase, seed } = createPaperKey(deps.random);
  const paper = await deviceFromSeed(seed);
  const { state } = deps.ledger.current;
  const pin = paperPin(seed, state.lane, state.createHash);
  seed.fill(0);
  const before = activeDevices(state).filter((device) => device.role === "paper");
  await admitDevice(deps, paper.publicKeys, "paper");
  const { seq } = deps.ledger.current.state;
  await desk.writeForDevice(paper.id, paper.id, { kind: "paper-pin", pin, seq });
  if (before.length > 0)
    await expelDevices(
      deps,
      before.map((device) => device.id),
    );
  return phrase;
}

/** @throws vault.not_owner */
export function assertOwner(state: LedgerState, device: DeviceSecrets): void {
  if (activeDevice(state, device.id)?.role === "owner") return;
  throw new NightlatchError("vault.not_owner", "only an owner changes who is in the household", {
    advice: "This device may only watch. Ask someone with an owner's device to do this.",
  });
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
