// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What ends when a device goes, by removal or by its own will: its membership, its open proposals and grants, epochs. */
import { withCurrentEpoch } from "./current-epoch.ts";
import { formatId } from "./identifiers.ts";
import type { LedgerDevice, LedgerGroup, LedgerState } from "./ledger-state.ts";

export function hasOwner(state: LedgerState): boolean {
  for (const { role, removedSeq } of state.devices.values()) {
    if (role === "owner" && removedSeq === undefined) return true;
  }
  return false;
}

/** The household without these devices, and without what they proposed or granted: their word no longer counts. */
export function withoutDevices(
  state: LedgerState,
  gone: readonly LedgerDevice[],
  seq: number,
  leftBy: NonNullable<LedgerDevice["leftBy"]>,
): LedgerState {
  const devices = new Map(state.devices);
  for (const device of gone) devices.set(formatId(device.id), { ...device, removedSeq: seq, leftBy });
  const names = new Set(gone.map(({ id }) => formatId(id)));
  const proposals = [...state.proposals].filter(([, { actor }]) => !names.has(formatId(actor)));
  const grants = [...state.grants].filter(([, { actor }]) => !names.has(formatId(actor)));
  return { ...state, devices, proposals: new Map(proposals), grants: new Map(grants) };
}

/** The group, with nothing to be sealed to its current epoch after entry `seq`. */
export function withEpochEnded(group: LedgerGroup, seq: number): LedgerGroup {
  return withCurrentEpoch(group, (epoch) => (epoch.endedSeq === undefined ? { ...epoch, endedSeq: seq } : epoch));
}
