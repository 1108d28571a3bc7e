// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the page of the ledger bench measures: the product's own code, and the bare verifications beside it. */
import { decodeHex } from "@nightlatch/bytes";
import { systemRandom } from "@nightlatch/crypto/random";
import {
  addDevice,
  buildKeyring,
  deviceFromSeed,
  laneSigner,
  makeLaneLeaf,
  type DeviceSecrets,
  type Keyring,
} from "@nightlatch/protocol/keys";
import {
  applyEntries,
  currentEpoch,
  decodeLedgerEntry,
  decodeSigned,
  formatId,
  laneGroup,
  MAX_LEDGER_ENTRY_BYTES,
  parseId,
  type GroupId,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import { bareLedgerSignature, importBareKey, verifyBare, type BareSignature } from "../baselines/bare-ed25519.ts";
import type { History } from "./history.ts";

export type Measured = Readonly<{
  openMs: number;
  bareMs: number;
  /** Of the last entries, one by one, in the mean. */
  syncMs: number;
  bareOneMs: number;
  addMs: number;
}>;

declare global {
  interface Window {
    measureLedger: () => Promise<Measured>;
  }
}

const SYNCED = 50;

const history = (await (await fetch("/history.json")).json()) as History;
const entries = history.entries.map(decodeHex);
const owner = await deviceFromSeed(decodeHex(history.ownerSeed));
const boxes = history.boxes.map(({ group, epoch, box }) => ({
  group: parseId<GroupId>(group),
  epoch,
  box: decodeHex(box),
}));
const state = await opened(undefined, entries);
const keyring = await buildKeyring(state, owner, boxes);
const signatures = await bareSignatures();

window.measureLedger = async () => {
  const bareMs = await timed(() => Promise.all(signatures.map(verifyBare)));
  const openMs = await timed(() => opened(undefined, entries));
  const before = await opened(undefined, entries.slice(0, -SYNCED));
  const syncMs = (await timed(() => syncOneByOne(before))) / SYNCED;
  const bareOneMs = (await timed(() => verifyOneByOne(signatures.slice(-SYNCED)))) / SYNCED;
  return { openMs, bareMs, syncMs, bareOneMs, addMs: await timed(() => addMember(owner, keyring)) };
};

async function opened(from: LedgerState | undefined, some: readonly Uint8Array[]): Promise<LedgerState> {
  const applied = await applyEntries(from, some);
  if (applied.kind === "refused") throw new Error(applied.code);
  if (applied.state === undefined) throw new Error("no entries");
  return applied.state;
}

async function syncOneByOne(before: LedgerState): Promise<void> {
  let current = before;
  for (const entry of entries.slice(-SYNCED)) current = await opened(current, [entry]);
}

async function verifyOneByOne(some: readonly BareSignature[]): Promise<void> {
  for (const one of some) await verifyBare(one);
}

/** All that both devices compute: the entry and its leaf, and at the new device every key of the past. */
async function addMember(actor: DeviceSecrets, own: Keyring): Promise<void> {
  const member = await deviceFromSeed(systemRandom(32));
  const making = { actor, random: systemRandom, nowMs: Date.now() };
  const added = await addDevice(making, { state, keyring: own, keys: member.publicKeys, role: "owner" });
  const group = laneGroup(state);
  const epoch = currentEpoch(state, group);
  if (epoch === undefined) throw new Error("a lane group");
  const signer = laneSigner(state.lane, own.read(epoch.pkHash));
  const { head, seq } = added.state;
  await makeLaneLeaf({ signer, nextKey: signer.publicKey, head, seq, random: systemRandom });

  const sealed = [...added.state.groups.values()].map((each, i) => ({
    group: each.group,
    epoch: each.epochs.length - 1,
    box: added.heldBack[i] ?? new Uint8Array(),
  }));
  const theirs = await buildKeyring(added.state, member, sealed);
  const missing = [...added.state.groups.values()].flatMap(({ epochs }) =>
    epochs.filter(({ pkHash }) => theirs.find(pkHash) === undefined),
  );
  if (missing.length > 0) throw new Error(`the new device lacks ${String(missing.length)} epochs`);
}

async function bareSignatures(): Promise<readonly BareSignature[]> {
  const keys = new Map<string, CryptoKey>();
  const all: BareSignature[] = [];
  for (const entry of entries) {
    const { bytes, signature } = decodeSigned(entry, MAX_LEDGER_ENTRY_BYTES, "entry");
    const actor = formatId(decodeLedgerEntry(bytes).actor);
    const device = state.devices.get(actor);
    if (device === undefined) throw new Error("every actor is in the ledger");
    const key = keys.get(actor) ?? (await importBareKey(device.keys.ledger));
    keys.set(actor, key);
    all.push(bareLedgerSignature(key, bytes, signature));
  }
  return all;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
