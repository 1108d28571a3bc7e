// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a device of each role may reach, and that it gets exactly the current seeds of what it comes to read.
 * Shared by `add` and `change` (protocol §4.4 rules 9 to 11).
 */
import { withCurrentEpoch } from "./current-epoch.ts";
import type { Role } from "./device-keys.ts";
import type { BoxOf } from "./epoch-words.ts";
import { currentEpoch, isRotationDue, laneGroup, peopleGroup } from "./household-groups.ts";
import { formatId, type CameraId, type GroupId } from "./identifiers.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { isSame, type Epoch, type LedgerState } from "./ledger-state.ts";

export type Reach = Readonly<{
  role: Role;
  groups: readonly GroupId[];
  cameras: readonly CameraId[];
  untilMs: number;
}>;

export function wrongReach(state: LedgerState, reach: Reach, timeMs: number): LedgerRefusal | undefined {
  const named = new Set(reach.groups.map(formatId));
  if (named.size !== reach.groups.length) return "ledger.unknown_group";
  if (![...named].every((group) => state.groups.has(group))) return "ledger.unknown_group";
  if (!hasGroupsOf(state, reach.role, named)) return "ledger.wrong_recipients";
  return hasLimitsOf(reach, timeMs) ? undefined : "ledger.malformed";
}

/** Seeds for exactly the groups that the device comes to read, of their current epochs, which nobody who left knows. */
export function wrongBoxes(
  state: LedgerState,
  comesToRead: readonly GroupId[],
  boxes: readonly BoxOf[],
): LedgerRefusal | undefined {
  if (boxes.length !== comesToRead.length) return "ledger.wrong_recipients";
  for (const group of comesToRead) {
    const own = boxes.filter((box) => isSame(box.group, group));
    if (own.length !== 1) return "ledger.wrong_recipients";
    if (own[0]?.epoch !== currentEpoch(state, group)?.epoch) return "ledger.wrong_epoch";
  }
  return comesToRead.some((group) => isRotationDue(state, group)) ? "ledger.rotation_due" : undefined;
}

/** The groups, with the box hashes of `device` at their current epochs. */
export function withBoxes(
  groups: LedgerState["groups"],
  device: string,
  boxes: readonly BoxOf[],
): LedgerState["groups"] {
  const next = new Map(groups);
  for (const box of boxes) {
    const key = formatId(box.group);
    const group = next.get(key);
    if (group !== undefined)
      next.set(
        key,
        withCurrentEpoch(group, (epoch) => withBox(epoch, device, box)),
      );
  }
  return next;
}

function hasGroupsOf(state: LedgerState, role: Role, named: ReadonlySet<string>): boolean {
  const [hasLane, hasPeople] = [named.has(formatId(laneGroup(state))), named.has(formatId(peopleGroup(state)))];
  switch (role) {
    case "owner":
    case "paper":
      // They read everything, now and later; a partial one would be a silent exception.
      return named.size === state.groups.size;
    case "member":
      return hasLane && hasPeople && named.size > 2;
    case "hub":
      return hasLane && !hasPeople && named.size > 1;
    case "guest":
      return named.size === 0;
  }
}

function hasLimitsOf({ role, cameras, untilMs }: Reach, timeMs: number): boolean {
  if (role !== "guest") return cameras.length === 0 && untilMs === 0;
  const distinct = new Set(cameras.map(formatId));
  return distinct.size === cameras.length && cameras.length > 0 && untilMs > timeMs;
}

function withBox(epoch: Epoch, device: string, { hash }: BoxOf): Epoch {
  return { ...epoch, boxes: new Map(epoch.boxes).set(device, hash) };
}
