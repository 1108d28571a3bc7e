// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household whose every entry is in a ForkableLog, with a hub that cosigns: what its devices would be shown by an
 * honest server, to be bent by a test.
 */
import { invariant } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  addDevice,
  createHousehold,
  deviceFromSeed,
  laneSigner,
  makeLaneLeaf,
  removeDevices,
  witnessKeyOf,
  type DeviceSecrets,
  type Keyring,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import { laneKeyAt, witnessNameOf, type LogAnswer, type OwnLedger, type ShownLeaf } from "@nightlatch/protocol/log";
import { decodeLaneLeaf, formatId, laneGroup, type LedgerState } from "@nightlatch/protocol/wire";
import { createEd25519Cosigner, type Cosigner } from "@nightlatch/transparency/signing";
import { equalBytes } from "@nightlatch/bytes";
import { seededRandom } from "./seeded-random.ts";
import { ForkableLog, type Cosigning } from "./forkable-log.ts";
import { TEST_NOW_MS } from "./test-household.ts";

/** A leaf in the log, and what opens it. */
export type TestLeaf = Omit<ShownLeaf, "inclusion">;

export class LoggedHousehold {
  readonly random: RandomSource;
  readonly owner: DeviceSecrets;
  readonly hub: DeviceSecrets;
  readonly cosigner: Cosigner;
  readonly log: ForkableLog;
  readonly entries: Uint8Array[] = [];
  /** After each entry. */
  readonly states: LedgerState[] = [];
  readonly leaves: TestLeaf[] = [];
  /** The entries once more, with the seed boxes that went with them. */
  readonly signed: SignedEntry[] = [];
  keyring: Keyring;

  private constructor(parts: Pick<LoggedHousehold, "random" | "owner" | "hub" | "log" | "keyring">) {
    this.random = parts.random;
    this.owner = parts.owner;
    this.hub = parts.hub;
    this.log = parts.log;
    this.keyring = parts.keyring;
    this.cosigner = createEd25519Cosigner(witnessNameOf(parts.hub.id), witnessKeyOf(parts.hub));
  }

  /** Entry 0 creates it, entry 1 lets the hub in; both are logged. */
  static async create(
    seed: string,
    plan: Readonly<{ log?: ForkableLog; policy?: string }> = {},
  ): Promise<LoggedHousehold> {
    const random = seededRandom(seed);
    const log = plan.log ?? new ForkableLog();
    const [owner, hub] = [await deviceFromSeed(random(32)), await deviceFromSeed(random(32))];
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    const created = await createHousehold(making, { policy: plan.policy ?? log.policy() });
    const home = new LoggedHousehold({ random, owner, hub, log, keyring: created.keyring });
    await home.take(created);
    const witness = witnessKeyOf(hub).publicKey;
    const addition = { state: home.state, keyring: home.keyring, keys: hub.publicKeys, role: "hub", witness } as const;
    await home.take(await addDevice(making, addition));
    return home;
  }

  /** The same household at this moment, to be led another way: HPKE's randomness makes no two creations alike. */
  copy(): LoggedHousehold {
    const { random, owner, hub, keyring } = this;
    const copied = new LoggedHousehold({ random, owner, hub, keyring, log: this.log.forkAt(this.log.size) });
    copied.entries.push(...this.entries);
    copied.states.push(...this.states);
    copied.leaves.push(...this.leaves);
    copied.signed.push(...this.signed);
    return copied;
  }

  get state(): LedgerState {
    const state = this.states.at(-1);
    invariant(state !== undefined, "a household has an entry");
    return state;
  }

  get making() {
    return { actor: this.owner, random: this.random, nowMs: TEST_NOW_MS };
  }

  /** Takes an entry in and logs a leaf for its head. */
  async take(signed: SignedEntry, keyring = this.keyring): Promise<void> {
    this.keyring = keyring;
    this.entries.push(signed.entry);
    this.states.push(signed.state);
    this.signed.push(signed);
    await this.logHead();
  }

  /** Lets a new member in; answers its secrets. */
  async addMember(): Promise<DeviceSecrets> {
    const member = await deviceFromSeed(this.random(32));
    const addition = { state: this.state, keyring: this.keyring, keys: member.publicKeys, role: "member" } as const;
    await this.take(await addDevice(this.making, addition));
    return member;
  }

  /** Puts a device out, which changes the household's key in the log. */
  async remove(device: DeviceSecrets): Promise<void> {
    const removed = await removeDevices(this.making, { state: this.state, keyring: this.keyring, remove: [device.id] });
    await this.take(removed, removed.keyring);
  }

  /** A leaf over the last entry's head; a second one for the same head is a cover leaf. */
  async logHead(log = this.log, previous = this.leaves.at(-1)?.leaf): Promise<TestLeaf> {
    const made = await this.makeLeaf(previous);
    const leaf = { ...made, index: log.append(made.leaf) };
    this.leaves.push(leaf);
    return leaf;
  }

  async makeLeaf(previous = this.leaves.at(-1)?.leaf) {
    const { head, seq } = this.state;
    const announced = previous === undefined ? this.laneKey(0) : decodeLaneLeaf(previous).next;
    const { random } = this;
    const place = { head, seq, random, signer: this.laneSignerOf(announced), nextKey: this.laneKey(seq) };
    return makeLaneLeaf(previous === undefined ? place : { ...place, previous });
  }

  laneKey(seq: number) {
    const key = laneKeyAt(this.state, seq);
    invariant(key !== undefined, "a household has a lane key from its first entry on");
    return key;
  }

  /** Whoever holds the lane group's seeds can sign for each of its epochs. */
  laneSignerOf(key: Uint8Array) {
    const group = formatId(laneGroup(this.state));
    const epochs = this.keyring.epochs.filter((epoch) => formatId(epoch.group) === group);
    const signer = epochs
      .map((epoch) => laneSigner(this.state.lane, epoch))
      .find(({ publicKey }) => equalBytes(publicKey, key));
    invariant(signer !== undefined, "the keyring holds every lane key");
    return signer;
  }

  /** What an honest server answers to who has seen `from` leaves; the hub cosigned at `cosignedMs`. */
  async answer(from = 0, cosignedMs: number = TEST_NOW_MS, size = this.log.size): Promise<LogAnswer> {
    return this.answerWith(from, [{ by: this.cosigner, atMs: cosignedMs }], size);
  }

  async answerWith(from: number, cosignings: readonly Cosigning[], size = this.log.size): Promise<LogAnswer> {
    const newest = this.leaves.findLast(({ index }) => index < size);
    const answer = {
      checkpoint: await this.log.checkpoint(cosignings, size),
      consistency: this.log.consistency(from, size),
    };
    return newest === undefined ? answer : { ...answer, leaf: this.show(newest, size) };
  }

  show(leaf: TestLeaf, size = this.log.size): ShownLeaf {
    return { ...leaf, inclusion: this.log.inclusion(leaf.index, size) };
  }

  /** The ledger of a device that has the entries up to `seq`, and signed none of them unless said. */
  ledger(seq = this.state.seq, signedHere: OwnLedger["signedHere"] = () => false): OwnLedger {
    const state = this.states[seq];
    invariant(state !== undefined, "the household has that entry");
    return {
      state,
      headAt: (at) => (at <= seq ? this.states[at]?.head : undefined),
      entries: () => this.entries.slice(0, seq + 1),
      signedHere,
    };
  }
}
