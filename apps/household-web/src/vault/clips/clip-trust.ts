// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether a clip may stand under its camera in this household: made by the camera's own hub, while that hub was
 * in, under a key of its time. The server chooses which openings it sends; a removed hub may still hold its key.
 */
import { equalBytes } from "@nightlatch/bytes";
import { formatId, type CameraId, type ClipHeader, type DeviceId, type LedgerState } from "@nightlatch/protocol/wire";
import type { ClipErrorCode } from "./clip-errors.ts";
import type { EpochWatch } from "./epoch-watch.ts";

/** The household's own record of a camera. `sinceMs`: from when on its diary is expected to have items. */
export type CameraFacts = Readonly<{ hub: DeviceId; sinceMs: number }>;

export type TrustDeps = Readonly<{
  camera: (camera: CameraId) => CameraFacts | undefined;
  /** When a ledger entry was signed, by its author's clock. */
  timeOf: (seq: number) => number;
  epochs: EpochWatch;
}>;

/** What is wrong with the clip's place; nothing of it may be shown as genuine. */
export function findForgery(header: ClipHeader, state: LedgerState, deps: TrustDeps): ClipErrorCode | undefined {
  const camera = deps.camera(header.camera);
  if (camera === undefined || !equalBytes(camera.hub, header.hub)) return "clip.other_hub";
  const removedMs = removedAtMs(header.hub, state, deps);
  return removedMs !== undefined && header.startMs > removedMs ? "clip.removed_hub" : undefined;
}

/** When the hub was put out of the household; undefined while it is in. */
export function removedAtMs(
  hub: DeviceId,
  state: LedgerState,
  { timeOf }: Pick<TrustDeps, "timeOf">,
): number | undefined {
  const seq = state.devices.get(formatId(hub))?.removedSeq;
  return seq === undefined ? undefined : timeOf(seq);
}
