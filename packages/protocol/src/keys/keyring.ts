// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file All epoch secrets that a device may hold: the ones sealed to it and, walking the chain back, all before.
 * Every seed is checked against the ledger's public key; the server that hands out boxes is not trusted.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { invariant, NightlatchError } from "@nightlatch/errors";
import { ProtocolError } from "../errors.ts";
import {
  formatId,
  laneGroup,
  seedBoxHash,
  type Epoch,
  type GroupId,
  type LedgerGroup,
  type LedgerState,
} from "../wire/index.ts";
import type { DeviceSecrets } from "./device-secrets.ts";
import { laneSigner } from "./lane-signer.ts";
import { deriveEpoch, openChain, openSeedBox, type EpochSecrets } from "./epoch-secrets.ts";

/** A seed box as the server hands it out. */
export type SeedBox = Readonly<{ group: GroupId; epoch: number; box: Uint8Array }>;

/** An epoch whose key this device should hold, and why it does not. */
export type EpochFault = Readonly<{ group: GroupId; epoch: number; error: unknown }>;

/** Epoch secrets, found by the hash that clips and records name. Immutable. */
export class Keyring {
  readonly #byHash: ReadonlyMap<string, EpochSecrets>;
  /** Seeds that were promised to this device and are not what the ledger says: someone with a key lied. */
  readonly faults: readonly EpochFault[];

  constructor(epochs: readonly EpochSecrets[] = [], faults: readonly EpochFault[] = []) {
    this.#byHash = new Map(epochs.map((epoch) => [encodeBase64url(epoch.pkHash), epoch]));
    this.faults = faults;
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
    return new Keyring([...this.epochs, ...epochs], this.faults);
  }
}

/**
 * Opens what is new in `boxes` and completes each group's history. `known` spares the work already done. A false box
 * or chain costs that epoch and is told in `faults`; it must not cost the others, or one hostile owner could lock
 * everyone out, and nobody could put that owner out.
 */
export async function buildKeyring(
  state: LedgerState,
  device: DeviceSecrets,
  boxes: readonly SeedBox[],
  known: Keyring = new Keyring(),
): Promise<Keyring> {
  const found = new Map(known.epochs.map((epoch) => [encodeBase64url(epoch.pkHash), epoch]));
  const faults: EpochFault[] = [];
  for (const group of state.groups.values()) await completeGroup({ state, device, boxes, found, faults }, group);
  return new Keyring([...found.values()], faults);
}

type Search = Readonly<{
  state: LedgerState;
  device: DeviceSecrets;
  boxes: readonly SeedBox[];
  found: Map<string, EpochSecrets>;
  faults: EpochFault[];
}>;

/** Newest first: each epoch by its own box, else by the chain of a newer one. */
async function completeGroup(search: Search, group: LedgerGroup): Promise<void> {
  const isFound = ({ pkHash }: Epoch) => search.found.has(encodeBase64url(pkHash));
  const keep = (secrets: EpochSecrets) => search.found.set(encodeBase64url(secrets.pkHash), secrets);
  for (const epoch of [...group.epochs].reverse()) {
    const key = encodeBase64url(epoch.pkHash);
    const secrets = search.found.get(key) ?? (await tryFor(search, epoch, () => openFromBox(search, epoch)));
    if (secrets === undefined) continue;
    keep(secrets);
    const older = group.epochs.slice(0, epoch.epoch);
    if (older.every(isFound)) continue;
    const chained = await tryFor(search, epoch, () => openFromChain(search.state, epoch, secrets, older));
    if (chained !== undefined) keep(chained);
  }
}

async function tryFor(
  { faults }: Search,
  { group, epoch }: Epoch,
  open: () => Promise<EpochSecrets | undefined>,
): Promise<EpochSecrets | undefined> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    faults.push({ group, epoch, error });
    return undefined;
  }
}

async function openFromBox(search: Search, epoch: Epoch): Promise<EpochSecrets | undefined> {
  const seed = await seedFromBox(search.state, search.device, epoch, search.boxes);
  return seed === undefined ? undefined : checkedEpoch(search.state, epoch, seed);
}

/** A chain carries the newest seed before it that its author held: almost always that of the epoch just before. */
async function openFromChain(
  state: LedgerState,
  { group, epoch, chain }: Epoch,
  { seed }: EpochSecrets,
  older: readonly Epoch[],
): Promise<EpochSecrets> {
  invariant(chain !== undefined, "every epoch but the first carries a chain");
  const chained = await openChain({ lane: state.lane, group, epoch }, seed, chain);
  for (const candidate of [...older].reverse()) {
    const derived = await deriveEpoch({ lane: state.lane, group, epoch: candidate.epoch }, chained);
    if (equalBytes(derived.pk, candidate.pk)) return withLaneKey(state, derived);
  }
  throw falseKey();
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

async function checkedEpoch(state: LedgerState, epoch: Epoch, seed: Uint8Array): Promise<EpochSecrets> {
  const derived = await deriveEpoch({ lane: state.lane, group: epoch.group, epoch: epoch.epoch }, seed);
  // A malicious member or server could box its own seed under a genuine entry: the public key must follow from it.
  if (!equalBytes(derived.pk, epoch.pk)) throw falseKey();
  return withLaneKey(state, derived);
}

/** Each epoch of the lane group named one key for the public log, in order: the seed must give that one, too. */
function withLaneKey(state: LedgerState, secrets: EpochSecrets): EpochSecrets {
  if (!equalBytes(secrets.group, laneGroup(state))) return secrets;
  const named = state.laneKeys[secrets.epoch]?.key;
  if (named === undefined || !equalBytes(laneSigner(state.lane, secrets).publicKey, named)) throw falseKey();
  return secrets;
}

function falseKey(): ProtocolError {
  return new ProtocolError("protocol.wrong_key", "the seed does not belong to the epoch in the ledger", {
    advice: "Someone with access to your household gave this device a false key. Find out who, and remove them.",
  });
}
