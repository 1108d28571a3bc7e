// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The scene with a hub that cosigns, and an owner's phone that has seen all of it: proved, fresh, at rest. */
import { LoggedHome } from "../constellation/logged-home.ts";
import { CloudScene } from "./cloud-scene.ts";
import type { HubVictim } from "./hub-victim.ts";
import type { Phone } from "./phone.ts";

export type WitnessedScene = AsyncDisposable & Readonly<{ scene: CloudScene; hub: HubVictim; phone: Phone }>;

/** `prepare` happens in the household before the phone looks. */
export async function startWitnessed(
  seed: string,
  prepare: (scene: CloudScene) => Promise<void> = () => Promise.resolve(),
): Promise<WitnessedScene> {
  const scene = await CloudScene.start(seed);
  const device = await scene.home.addDevice("hub");
  await prepare(scene);
  const hub = await scene.hubOf(device);
  const phone = scene.phone();
  await phone.syncLedger();
  await seeAll(phone);
  return { scene, hub, phone, [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose]() };
}

/** Until every entry is proved to it by a checkpoint that the hub has signed. */
export async function seeAll(phone: Phone): Promise<void> {
  await phone.syncLogUntil(({ view, isFresh }) => {
    return isFresh && view.cosignedBy.length > 0 && view.provedSeq === phone.state.seq;
  });
}

/** Time passes for everyone. Another household comes to the log meanwhile, so that the hubs sign a time anew. */
export async function passTime(scene: CloudScene, durationMs: number): Promise<void> {
  scene.passTime(durationMs);
  const { http, server } = scene.running;
  await LoggedHome.found(http, server.url, `a stranger at ${String(scene.nowMs)}`, scene.nowMs);
}
