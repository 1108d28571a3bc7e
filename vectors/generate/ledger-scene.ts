// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The histories that ledger vectors stand on, and the means to write one more entry behind any of them, valid
 * or not: signed like a real one, so that the fault is the one that the case names.
 */
import { decodeCbor, encodeCbor, type CborValue } from "@nightlatch/bytes";
import type { Hash, HpkePublicKey, VerifyKey } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import {
  addDevice,
  addGroup,
  createHousehold,
  deviceFromSeed,
  leaveHousehold,
  removeDevices,
  setRules,
  witnessKeyOf,
  type DeviceSecrets,
  type Keyring,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import {
  cameraGroups,
  decodeLedgerEntry,
  decodeSigned,
  encodeLedgerEntry,
  encodeSigned,
  LEDGER_CONTEXT,
  type CameraId,
  type EntryBody,
  type GroupId,
  type LedgerEntry,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import { seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import type { LedgerCase } from "./ledger.ts";

export const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;
const MAX_BYTES = 1 << 20;

/** A household up to some entry. */
export type History = Readonly<{
  name: string;
  /** The history that it goes on from, and what is its own. */
  behind: History | undefined;
  own: readonly Uint8Array[];
  /** Both. */
  entries: readonly Uint8Array[];
  state: LedgerState;
}>;

export type LedgerScene = Readonly<{
  random: RandomSource;
  /** `owner` founded it; `young` is an owner since the last entry of `home`. `stranger` and `robot` were never in. */
  who: Readonly<Record<"owner" | "paper" | "hub" | "member" | "guest" | "young" | "stranger" | "robot", DeviceSecrets>>;
  keyring: Keyring;
  /** The member reads the first of the two camera groups. */
  groups: Readonly<{ lane: GroupId; people: GroupId; front: GroupId; garden: GroupId }>;
  camera: CameraId;
  home: History;
  /** The member went of its own will: lane, people and front group await a rotation. */
  left: History;
  /** An owner put the member out. */
  removed: History;
  /** Owners let people in together only. */
  joint: History;
  /** A third camera group, which no member reads. */
  grouped: History;
}>;

export async function buildScene(seed: string): Promise<LedgerScene> {
  const random = seededRandom(seed);
  const who = {
    owner: await deviceFromSeed(random(32)),
    paper: await deviceFromSeed(random(32)),
    hub: await deviceFromSeed(random(32)),
    member: await deviceFromSeed(random(32)),
    guest: await deviceFromSeed(random(32)),
    young: await deviceFromSeed(random(32)),
    stranger: await deviceFromSeed(random(32)),
    robot: await deviceFromSeed(random(32)),
  };
  const making = { actor: who.owner, random, nowMs: TEST_NOW_MS };
  const camera = random(16) as Uint8Array as CameraId;
  const created = await createHousehold(making, { groups: 2 });
  const { keyring } = created;
  const [front, garden] = cameraGroups(created.state);
  const [lane, people] = [...created.state.groups.values()].map(({ group }) => group);
  if (front === undefined || garden === undefined || lane === undefined || people === undefined) {
    throw new Error("a household has four groups");
  }
  const untilMs = TEST_NOW_MS + 30 * DAY_MS;
  const signed: SignedEntry[] = [created];
  for (const plan of [
    { keys: who.paper.publicKeys, role: "paper" },
    { keys: who.hub.publicKeys, role: "hub", witness: witnessKeyOf(who.hub).publicKey },
    { keys: who.member.publicKeys, role: "member", groups: [front] },
    { keys: who.guest.publicKeys, role: "guest", cameras: [camera], untilMs },
    { keys: who.young.publicKeys, role: "owner" },
  ] as const) {
    const { state } = signed.at(-1) ?? created;
    signed.push(await addDevice(making, { state, keyring, ...plan }));
  }
  const { state } = signed.at(-1) ?? created;
  const entries = signed.map(({ entry }) => entry);
  const home: History = { name: "home", behind: undefined, own: entries, entries, state };
  const remove = [who.member.id];
  return {
    random,
    who,
    keyring,
    groups: { lane, people, front, garden },
    camera,
    home,
    left: extend(home, "left", await leaveHousehold({ ...making, actor: who.member }, state)),
    removed: extend(home, "removed", await removeDevices(making, { state, keyring, remove })),
    joint: extend(home, "joint", await setRules(making, state, { joint: true })),
    grouped: extend(home, "grouped", await addGroup(making, { state, keyring })),
  };
}

/** `before` and one more entry. */
export function extend(before: History, name: string, { entry, state }: Pick<SignedEntry, "entry" | "state">): History {
  return { name, behind: before, own: [entry], entries: [...before.entries, entry], state };
}

/** One more entry, signed by `actor`, an hour after the household was made; `over` bends it. */
export async function nextEntry(
  { random }: LedgerScene,
  { state }: History,
  body: EntryBody,
  actor: DeviceSecrets,
  over: Partial<LedgerEntry> & Readonly<{ atMs?: number }> = {},
): Promise<Uint8Array> {
  const { atMs = TEST_NOW_MS + HOUR_MS, ...fields } = over;
  const bytes = encodeLedgerEntry({
    lane: state.lane,
    seq: state.seq + 1,
    prev: state.head,
    actor: actor.id,
    seen: { size: 0, root: new Uint8Array(32) as Hash, timeMs: atMs },
    nonce: random(16),
    body,
    ...fields,
  });
  return encodeSigned({ bytes, signature: await actor.ledger.sign(LEDGER_CONTEXT, bytes) });
}

export function readEntry(signed: Uint8Array): LedgerEntry {
  return decodeLedgerEntry(decodeSigned(signed, MAX_BYTES, "entry").bytes);
}

/** The body of the last entry of a history. */
export function lastBody<T extends EntryBody["type"]>(history: History, type: T): Extract<EntryBody, { type: T }> {
  const { body } = readEntry(history.entries.at(-1) ?? new Uint8Array());
  if (body.type !== type) throw new Error(`the history ends with ${body.type}`);
  return body as Extract<EntryBody, { type: T }>;
}

/** The same entry with another map inside, signed again: the fault is in the layout, not in the signature. */
export async function resigned(
  signed: Uint8Array,
  actor: DeviceSecrets,
  change: (map: Record<string, CborValue>) => Record<string, CborValue>,
): Promise<Uint8Array> {
  const map = decodeCbor(decodeSigned(signed, MAX_BYTES, "entry").bytes) as Record<string, CborValue>;
  const bytes = encodeCbor(change(map));
  return encodeSigned({ bytes, signature: await actor.ledger.sign(LEDGER_CONTEXT, bytes) });
}

/** What stands for a box's hash, a public key, a lane key: the judges never open one. */
export function anyHash(random: RandomSource): Hash {
  return random(32) as Uint8Array as Hash;
}

export function anyEpochKey(random: RandomSource): HpkePublicKey {
  // Every coefficient of 12 bits below 2048: reduced, as a real key's are.
  return random(1216).map((byte, at) => (at >= 1152 || at % 3 === 0 ? byte : byte & 0x77)) as HpkePublicKey;
}

/** The key with some bytes put in: one that nothing can be sealed to. */
export function spoiltKey(key: HpkePublicKey, at: number, bytes: readonly number[]): HpkePublicKey {
  const spoilt = Uint8Array.from(key);
  spoilt.set(bytes, at);
  return spoilt as HpkePublicKey;
}

export function anyLaneKey(random: RandomSource): VerifyKey {
  return signerFromSeed(random(32)).publicKey;
}

export function anyGroup(random: RandomSource): GroupId {
  return random(16) as Uint8Array as GroupId;
}

type Judge = (name: string, after: History, body: EntryBody, error?: LedgerCase["error"]) => Promise<LedgerCase>;

/** Cases signed by the owner who founded the household: what is refused is refused for what it does. */
export function judgeBehind(scene: LedgerScene): Judge {
  return async (name, after, body, error) => {
    const entry = await nextEntry(scene, after, body, scene.who.owner);
    return { name, after, entry, ...(error === undefined ? {} : { error }) };
  };
}
