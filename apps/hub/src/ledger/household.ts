// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the rest of the hub may know of the household: under which key to seal, and whether it still may. */
import { equalBytes } from "@nightlatch/bytes";
import {
  activeDevice,
  currentEpoch,
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

/** Undefined once the household has put this hub out: nothing is sealed from then on. */
export type ReadTerms = () => SealingTerms | undefined;

/** Terms that are worked out once for each state, as they are asked for with every frame. */
export function sealingTerms(hub: DeviceId, readState: () => LedgerState): ReadTerms {
  let [state, terms]: [LedgerState | undefined, SealingTerms | undefined] = [undefined, undefined];
  return () => {
    const now = readState();
    if (now !== state) [state, terms] = [now, termsOf(now, hub)];
    return terms;
  };
}

/** Whether what was begun under `a` may go on under `b`. */
export function isSameEpoch(a: SealingTerms, b: SealingTerms | undefined): boolean {
  if (a === b || b === undefined) return a === b;
  return equalBytes(a.epoch.pkHash, b.epoch.pkHash) && a.isRotationDue === b.isRotationDue;
}

function termsOf(state: LedgerState, hub: DeviceId): SealingTerms | undefined {
  const own = activeDevice(state, hub);
  const group = own?.role === "hub" ? own.groups.find((one) => isCameraGroup(state, one)) : undefined;
  const epoch = group === undefined ? undefined : currentEpoch(state, group);
  if (group === undefined || epoch === undefined) return undefined;
  return { lane: state.lane, group, epoch, seq: state.seq, isRotationDue: isRotationDue(state, group), state };
}
