// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Epoch seeds sealed to devices, with the hashes by which an entry names them. */
import { ProtocolError } from "../errors.ts";
import {
  currentEpoch,
  seedBoxHash,
  type BoxFor,
  type BoxOf,
  type DeviceId,
  type DevicePublicKeys,
  type GroupId,
  type LedgerState,
} from "../wire/index.ts";
import { sealSeedBox, type EpochPlace } from "./epoch-secrets.ts";
import type { Keyring } from "./keyring.ts";

export type Receiver = Readonly<{ id: DeviceId; keys: DevicePublicKeys }>;
export type SealedFor = Readonly<{ named: BoxFor; box: Uint8Array }>;
export type SealedOf = Readonly<{ named: BoxOf; box: Uint8Array }>;

/** One seed, to several devices. */
export function sealToAll(
  place: EpochPlace,
  seed: Uint8Array,
  receivers: readonly Receiver[],
): Promise<readonly SealedFor[]> {
  return Promise.all(
    receivers.map(async ({ id, keys }) => {
      const box = await sealSeedBox({ ...place, device: id }, keys.hpke, seed);
      return { named: { device: id, hash: seedBoxHash(box) }, box };
    }),
  );
}

/** The current seeds of several groups, to one device. @throws protocol.unknown_epoch when this one lacks a seed */
export function sealCurrentSeeds(
  state: LedgerState,
  keyring: Keyring,
  groups: readonly GroupId[],
  receiver: Receiver,
): Promise<readonly SealedOf[]> {
  return Promise.all(
    groups.map(async (group) => {
      const epoch = currentEpoch(state, group);
      if (epoch === undefined) throw new ProtocolError("protocol.unknown_epoch", "no such group");
      const place = { lane: state.lane, group, epoch: epoch.epoch, device: receiver.id };
      const box = await sealSeedBox(place, receiver.keys.hpke, keyring.read(epoch.pkHash).seed);
      return { named: { group, epoch: epoch.epoch, hash: seedBoxHash(box) }, box };
    }),
  );
}
