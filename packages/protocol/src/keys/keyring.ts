// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file All epoch secrets that a device may hold: the ones sealed to it and, walking the chain back, all before.
 * Every seed is checked against the ledger's public key; the server that hands out boxes is not trusted.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import { ProtocolError } from "../errors.ts";
import { formatId, seedBoxHash, type Epoch, type GroupId, type LedgerGroup, type LedgerState } from "../wire/index.ts";
import type { DeviceSecrets } from "./device-secrets.ts";
import { deriveEpoch, openChain, openSeedBox, type EpochSecrets } from "./epoch-secrets.ts";

/** A seed box as the server hands it out. */
export type SeedBox = Readonly<{ group: GroupId; epoch: number; box: Uint8Array }>;

/** Epoch secrets, found by the hash that clips and records name. Immutable. */
export class Keyring {
  readonly #byHash: ReadonlyMap<string, EpochSecrets>;

  constructor(epochs: readonly EpochSecrets[] = []) {
    this.#byHash = new Map(epochs.map((epoch) => [encodeBase64url(epoch.pkHash), epoch]));
  }

  get epochs(): readonly EpochSecrets[] {
    return [...this.#byHash.values()];
  }

  find(pkHash: Uint8Array): EpochSecrets | undefined {
    return this.#byHash.get(encodeBase64url(pkHash));
  }

  /** @throws protocol.unknown_epoch */
  read(pkHash: Uint8Array): EpochSecrets {
    const epoch = this.find(pkHash);
    if (epoch !== undefined) return epoch;
    throw new ProtocolError("protocol.unknown_epoch", "this device holds no key of that epoch");
  }

  with(...epochs: readonly EpochSecrets[]): Keyring {
    return new Keyring([...this.epochs, ...epochs]);
  }
}

/**
 * Opens what is new in `boxes` and completes each group's history. `known` spares the work already done.
 * @throws protocol.wrong_key when a box or chain holds another seed than the ledger says: an attack, keep evidence
 * @throws crypto.open_failed when a box does not open
 */
export async function buildKeyring(
  state: LedgerState,
  device: DeviceSecrets,
  boxes: readonly SeedBox[],
  known: Keyring = new Keyring(),
): Promise<Keyring> {
  let keyring = known;
  for (const group of state.groups.values()) {
    keyring = await completeGroup(state, device, group, boxes, keyring);
  }
  return keyring;
}

async function completeGroup(
  state: LedgerState,
  device: DeviceSecrets,
  group: LedgerGroup,
  boxes: readonly SeedBox[],
  known: Keyring,
): Promise<Keyring> {
  let keyring = known;
  let newer: EpochSecrets | undefined;
  for (const epoch of [...group.epochs].reverse()) {
    const secrets = keyring.find(epoch.pkHash) ?? (await openEpoch(state, device, epoch, boxes, newer));
    if (secrets === undefined) continue;
    if (keyring.find(epoch.pkHash) === undefined) keyring = keyring.with(secrets);
    newer = secrets;
  }
  return keyring;
}

async function openEpoch(
  state: LedgerState,
  device: DeviceSecrets,
  epoch: Epoch,
  boxes: readonly SeedBox[],
  newer: EpochSecrets | undefined,
): Promise<EpochSecrets | undefined> {
  const seed = (await seedFromBox(state, device, epoch, boxes)) ?? (await seedFromChain(state, epoch, newer));
  return seed === undefined ? undefined : checkedEpoch(state, epoch, seed);
}

async function seedFromBox(
  state: LedgerState,
  device: DeviceSecrets,
  epoch: Epoch,
  boxes: readonly SeedBox[],
): Promise<Uint8Array | undefined> {
  const promised = epoch.boxes.get(formatId(device.id));
  if (promised === undefined) return undefined;
  // The server chooses which boxes it shows: only the one whose hash an owner signed is opened.
  const own = boxes.find(
    (box) =>
      box.epoch === epoch.epoch && equalBytes(box.group, epoch.group) && equalBytes(seedBoxHash(box.box), promised),
  );
  if (own === undefined) return undefined;
  const place = { lane: state.lane, group: epoch.group, epoch: epoch.epoch, device: device.id };
  return openSeedBox(place, device.hpkePrivate, own.box);
}

async function seedFromChain(
  state: LedgerState,
  epoch: Epoch,
  newer: EpochSecrets | undefined,
): Promise<Uint8Array | undefined> {
  if (newer?.epoch !== epoch.epoch + 1) return undefined;
  const chain = state.groups.get(formatId(epoch.group))?.epochs[newer.epoch]?.chain;
  invariant(chain !== undefined, "every epoch but the first carries a chain");
  return openChain({ lane: state.lane, group: epoch.group, epoch: newer.epoch }, newer.seed, chain);
}

async function checkedEpoch(state: LedgerState, epoch: Epoch, seed: Uint8Array): Promise<EpochSecrets> {
  const derived = await deriveEpoch({ lane: state.lane, group: epoch.group, epoch: epoch.epoch }, seed);
  // A malicious member or server could box its own seed under a genuine entry: the public key must follow from it.
  if (!equalBytes(derived.pk, epoch.pk)) {
    throw new ProtocolError("protocol.wrong_key", "the seed does not belong to the epoch in the ledger", {
      advice: "Someone tried to give this device a false key. Do not use this household until you know why.",
    });
  }
  return derived;
}
