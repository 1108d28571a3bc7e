// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the rest of the hub may know of the household: under which key to seal, and whether it still may. */
import { equalBytes } from "@nightlatch/bytes";
import {
  activeDevice,
  currentEpoch,
  formatId,
  isCameraGroup,
  isRotationDue,
  type DeviceId,
  type Epoch,
  type GroupId,
  type LaneId,
  type LedgerState,
} from "@nightlatch/protocol/wire";

/** Under what a new clip or record is sealed. */
export type SealingTerms = Readonly<{
  lane: LaneId;
  /** The camera group, and its last epoch. */
  group: GroupId;
  epoch: Epoch;
  seq: number;
  /** Someone left who knows the epoch's key: until an owner changes it, nothing may be sealed to it. */
  isRotationDue: boolean;
  state: LedgerState;
}>;

/**
 * Undefined once the household has put this hub out: nothing is sealed from then on. `wished`: the group that an owner
 * chose for the camera; one that this hub does not record for, or none, means the hub's first camera group.
 */
export type ReadTerms = (wished?: GroupId) => SealingTerms | undefined;

/** Terms that are worked out once for each state and group, as they are asked for with every frame. */
export function sealingTerms(hub: DeviceId, readState: () => LedgerState): ReadTerms {
  let state: LedgerState | undefined;
  const known = new Map<string, SealingTerms | undefined>();
  return (wished) => {
    const now = readState();
    if (now !== state) known.clear();
    state = now;
    const key = wished === undefined ? "" : formatId(wished);
    if (!known.has(key)) known.set(key, termsOf(now, hub, key));
    return known.get(key);
  };
}

/** Whether what was begun under `a` may go on under `b`. */
export function isSameEpoch(a: SealingTerms, b: SealingTerms | undefined): boolean {
  if (a === b || b === undefined) return a === b;
  return equalBytes(a.epoch.pkHash, b.epoch.pkHash) && a.isRotationDue === b.isRotationDue;
}

function termsOf(state: LedgerState, hub: DeviceId, wished: string): SealingTerms | undefined {
  const own = activeDevice(state, hub);
  if (own?.role !== "hub") return undefined;
  // An owner's choice may be a group that is younger than the hub: it holds no seed of one or the other.
  const chosen = state.groups.get(wished)?.group;
  const isCameras = chosen !== undefined && isCameraGroup(state, chosen);
  const group = isCameras ? chosen : own.groups.find((one) => isCameraGroup(state, one));
  const epoch = group === undefined ? undefined : currentEpoch(state, group);
  if (group === undefined || epoch === undefined) return undefined;
  return { lane: state.lane, group, epoch, seq: state.seq, isRotationDue: isRotationDue(state, group), state };
}
