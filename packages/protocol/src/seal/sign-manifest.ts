// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The hub's signatures on its diary and on what is live. */
import type { DeviceSecrets } from "../keys/index.ts";
import {
  BEACON_CONTEXT,
  encodeBeacon,
  encodeManifest,
  encodeSigned,
  MANIFEST_CONTEXT,
  type Beacon,
  type Manifest,
} from "../wire/index.ts";

/** The signed form of a manifest by this hub. */
export async function signManifest(hub: DeviceSecrets, manifest: Omit<Manifest, "hub">): Promise<Uint8Array> {
  const bytes = encodeManifest({ ...manifest, hub: hub.id });
  return encodeSigned({ bytes, signature: await hub.ledger.sign(MANIFEST_CONTEXT, bytes) });
}

/** The signed form of a beacon by this hub. */
export async function signBeacon(hub: DeviceSecrets, beacon: Omit<Beacon, "hub">): Promise<Uint8Array> {
  const bytes = encodeBeacon({ ...beacon, hub: hub.id });
  return encodeSigned({ bytes, signature: await hub.ledger.sign(BEACON_CONTEXT, bytes) });
}
