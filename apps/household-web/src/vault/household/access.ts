// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a device may see, given or taken: which signed entries a wish of the screens comes to (protocol §4.3). */
import { NightlatchError } from "@nightlatch/errors";
import { changeDevice } from "@nightlatch/protocol/keys";
import {
  activeDevice,
  formatId,
  isCameraGroup,
  parseId,
  type CameraId,
  type DeviceId,
  type GroupId,
  type LedgerDevice,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import type { Access } from "../../vault-client/vault-api.ts";
import { assertOwner, makingOf, withdrawGroups, type MembershipDeps, type Newcomer } from "./membership.ts";

/** @throws vault.no_access for access to nothing */
export function newcomerAccess(access: Access): Omit<Newcomer, "keys"> {
  switch (access.role) {
    case "owner":
      return { role: "owner" };
    case "member":
      if (access.groups.length === 0) throw noAccess();
      return { role: "member", groups: access.groups.map((group) => parseId<GroupId>(group)) };
    case "guest":
      if (access.cameras.length === 0) throw noAccess();
      return {
        role: "guest",
        cameras: access.cameras.map((camera) => parseId<CameraId>(camera)),
        untilMs: access.untilMs,
      };
  }
}

/**
 * What is taken is taken first, and at once. @returns the entry that counts last
 * @throws vault.cannot_lower | vault.no_access | vault.not_there | transparency.* | ledger.*
 */
export async function changeAccess(deps: MembershipDeps, id: DeviceId, access: Access): Promise<readonly Uint8Array[]> {
  const { ledger, server, device: self } = deps;
  await ledger.sync(server);
  assertOwner(ledger.current.state, self);
  const device = readActive(ledger.current.state, id);
  const { lost, isMore } = differenceOf(ledger.current.state, device, access);
  if (isMore) await deps.assertMayExpand();
  const heads: Uint8Array[] = [];
  if (lost.length > 0) heads.push((await withdrawGroups(deps, [{ device: id, groups: lost }])).state.head);
  if (isMore) {
    const { state } = await ledger.append(server, ({ state: current, keyring }) => {
      assertOwner(current, self);
      const groups = access.role === "member" ? { groups: groupsOf(access) } : {};
      return changeDevice(makingOf(deps), { state: current, keyring, device: id, role: access.role, ...groups });
    });
    heads.push(state.head);
  }
  return heads;
}

type Difference = Readonly<{ lost: readonly GroupId[]; isMore: boolean }>;

function differenceOf(state: LedgerState, device: LedgerDevice, access: Access): Difference {
  if (access.role === "owner") return { lost: [], isMore: device.role !== "owner" };
  if (access.role === "guest" || device.role === "owner" || device.role === "hub" || device.role === "paper") {
    throw cannotLower();
  }
  const wanted = new Set(access.groups);
  if (wanted.size === 0) throw noAccess();
  const held = device.groups.filter((group) => isCameraGroup(state, group));
  const heldIds = new Set(held.map(formatId));
  return {
    lost: held.filter((group) => !wanted.has(formatId(group))),
    isMore: device.role === "guest" || access.groups.some((group) => !heldIds.has(group)),
  };
}

function groupsOf({ groups }: Extract<Access, { role: "member" }>): readonly GroupId[] {
  return groups.map((group) => parseId<GroupId>(group));
}

function readActive(state: LedgerState, id: DeviceId): LedgerDevice {
  const device = activeDevice(state, id);
  if (device !== undefined) return device;
  throw new NightlatchError("vault.not_there", "the device is not in the household", {
    advice: "This device is not in your household any more.",
  });
}

function noAccess(): NightlatchError {
  return new NightlatchError("vault.no_access", "access to nothing", {
    advice: "Choose at least one thing to watch. To end all access, remove the device.",
  });
}

function cannotLower(): NightlatchError {
  return new NightlatchError("vault.cannot_lower", "a role is never lowered, and a guest's cameras do not change", {
    advice: "This can’t be changed in place. Remove the device and let it in again with what it may see.",
  });
}
