// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file M of the insider's rows: a second owner's device, settled, with all its keys, and what it can still make of them. */
import {
  addDevice,
  deviceFromSeed,
  removeDevices,
  type DeviceSecrets,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import type { CloudScene } from "./cloud-scene.ts";

export const DAY_MS = 24 * 3_600_000;

/** Lets M in, and lets so much time pass that M may do alone what an owner may. */
export async function letInSecondOwner(scene: CloudScene): Promise<DeviceSecrets> {
  const former = await scene.home.addDevice("owner");
  scene.passTime(DAY_MS + 60_000);
  return former;
}

export async function removeFormer(scene: CloudScene, former: DeviceSecrets): Promise<void> {
  const { home } = scene;
  const removal = { state: home.state, keyring: home.keyring, remove: [former.id] };
  await home.append(await removeDevices(scene.makingOf(home.owner), removal));
}

/** The entry by which `former` would let a device of its own in, after the household's state now. */
export async function additionBy(scene: CloudScene, former: DeviceSecrets): Promise<SignedEntry> {
  const { state, keyring, random } = scene.home;
  const accomplice = await deviceFromSeed(random(32));
  return addDevice(scene.makingOf(former), { state, keyring, keys: accomplice.publicKeys, role: "owner" });
}
