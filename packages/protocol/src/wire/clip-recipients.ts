// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Whom a new clip's key is sealed to: the group's epoch, its readers one by one, guests (protocol §6.2). */
import { currentEpoch, isRotationDue, readersOf } from "./household-groups.ts";
import type { CameraId, GroupId } from "./identifiers.ts";
import { activeDevices, isSame, type Epoch, type LedgerDevice, type LedgerState } from "./ledger-state.ts";
import { MAX_SEALED_KEYS } from "./size-limits.ts";

export type ClipRecipients = Readonly<{
  /** The group's last epoch: what the header names. */
  epoch: Epoch;
  /** False while the group awaits a rotation: someone who left knows the epoch's key. */
  isForEpoch: boolean;
  /** Who gets the key by itself. */
  devices: readonly LedgerDevice[];
}>;

/**
 * Undefined for a group that is not there. `isProved` says whether a device's coming is in the witnessed log: one that
 * is not gets nothing. A clip has at most 64 keys; where more would be due, readers come before guests, and who came
 * first before who came later.
 */
export function clipRecipients(
  state: LedgerState,
  place: Readonly<{ group: GroupId; camera: CameraId; nowMs: number }>,
  isProved: (device: LedgerDevice) => boolean,
): ClipRecipients | undefined {
  const epoch = currentEpoch(state, place.group);
  if (epoch === undefined) return undefined;
  const isForEpoch = !isRotationDue(state, place.group);
  const readers = isForEpoch ? [] : readersOf(state, place.group);
  const most = MAX_SEALED_KEYS - (isForEpoch ? 1 : 0);
  return { epoch, isForEpoch, devices: [...readers, ...guestsOf(state, place)].filter(isProved).slice(0, most) };
}

function guestsOf(
  state: LedgerState,
  { camera, nowMs }: Readonly<{ camera: CameraId; nowMs: number }>,
): readonly LedgerDevice[] {
  return activeDevices(state).filter(
    ({ role, cameras, untilMs }) => role === "guest" && nowMs < untilMs && cameras.some((own) => isSame(own, camera)),
  );
}
