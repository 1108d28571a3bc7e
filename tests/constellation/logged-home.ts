// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household on a real server that logs each entry, asks for proofs and judges them as its devices would. */
import type { DeviceSession, HttpClient } from "@nightlatch/api-client";
import { LOG_POLICY_PATH } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  addDevice,
  createHousehold,
  deviceFromSeed,
  laneSigner,
  makeLaneLeaf,
  witnessKeyOf,
  type DeviceSecrets,
  type Keyring,
  type MadeLaneLeaf,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import {
  followLog,
  laneKeyAt,
  type Followed,
  type LogAnswer,
  type LogView,
  type Stopped,
} from "@nightlatch/protocol/log";
import { decodeLaneLeaf, formatId, laneGroup, type LedgerState, type Role } from "@nightlatch/protocol/wire";
import { seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import { setTimeout } from "node:timers/promises";
import { inText, sessionOf } from "./test-server.ts";

const NOTHING = new Uint8Array();
const ASK_EVERY_MS = 50;

type SentEntry = Pick<SignedEntry, "entry" | "boxes" | "heldBack" | "state">;

export class LoggedHome {
  readonly random: RandomSource;
  readonly owner: DeviceSecrets;
  readonly session: DeviceSession;
  readonly nowMs: number;
  readonly entries: Uint8Array[] = [];
  readonly states: LedgerState[] = [];
  keyring: Keyring;
  #last: MadeLaneLeaf | undefined;
  readonly #http: HttpClient;

  private constructor(
    http: HttpClient,
    parts: Pick<LoggedHome, "random" | "owner" | "keyring" | "nowMs">,
    state: LedgerState,
  ) {
    this.#http = http;
    this.random = parts.random;
    this.owner = parts.owner;
    this.keyring = parts.keyring;
    this.nowMs = parts.nowMs;
    this.session = sessionOf(http, { state }, parts.owner);
  }

  /** Under the policy that the server suggests, with the first leaf. `nowMs` is the server's time. */
  static async found(http: HttpClient, serverUrl: string, seed: string, nowMs = TEST_NOW_MS): Promise<LoggedHome> {
    const random = seededRandom(seed);
    const owner = await deviceFromSeed(random(32));
    const policy = await (await fetch(serverUrl + LOG_POLICY_PATH)).text();
    const created = await createHousehold({ actor: owner, random, nowMs }, { policy });
    const home = new LoggedHome(http, { random, owner, keyring: created.keyring, nowMs }, created.state);
    home.#take(created);
    const made = await home.makeLeaf();
    await http.call("createHousehold", { body: { ...inText(created), leaf: leafText(made) } });
    home.#last = made;
    return home;
  }

  get state(): LedgerState {
    const state = this.states.at(-1);
    if (state === undefined) throw new Error("a household has an entry");
    return state;
  }

  /** Its lane in the log is named by this one. */
  get firstKey() {
    return this.#laneKey(0);
  }

  get making() {
    return { actor: this.owner, random: this.random, nowMs: this.nowMs };
  }

  sessionOf(device: DeviceSecrets): DeviceSession {
    return sessionOf(this.#http, { state: this.state }, device);
  }

  /** The household's next leaf, for its head now. */
  async makeLeaf(over: Partial<Parameters<typeof makeLaneLeaf>[0]> = {}): Promise<MadeLaneLeaf> {
    const { head, seq } = this.state;
    const previous = this.#last?.leaf;
    const announced = previous === undefined ? this.#laneKey(0) : decodeLaneLeaf(previous).next;
    return makeLaneLeaf({
      signer: this.#signerOf(announced),
      nextKey: this.#laneKey(seq),
      head,
      seq,
      random: this.random,
      ...(previous === undefined ? {} : { previous }),
      ...over,
    });
  }

  /** Signed by the owner, sent with its leaf; the newest state is then this one. */
  async append(signed: SentEntry & Readonly<{ keyring?: Keyring }>): Promise<MadeLaneLeaf> {
    const before = this.#last;
    this.#take(signed);
    this.keyring = signed.keyring ?? this.keyring;
    const made = await this.makeLeaf();
    try {
      await this.session.call("appendEntry", { body: { ...inText(signed), leaf: leafText(made) } });
    } catch (error) {
      this.#last = before;
      this.entries.pop();
      this.states.pop();
      throw error;
    }
    this.#last = made;
    return made;
  }

  async addDevice(role: Role, more: Partial<Parameters<typeof addDevice>[1]> = {}): Promise<DeviceSecrets> {
    const device = await deviceFromSeed(this.random(32));
    const witness = role === "hub" ? { witness: witnessKeyOf(device).publicKey } : {};
    const { state, keyring } = this;
    await this.append(
      await addDevice(this.making, { state, keyring, keys: device.publicKeys, role, ...witness, ...more }),
    );
    return device;
  }

  /** Adds a leaf without an entry, as `session`. */
  async cover(session: DeviceSession): Promise<MadeLaneLeaf> {
    const made = await this.makeLeaf();
    await session.call("putLeaf", { body: { ...leafText(made), seq: made.seq } });
    this.#last = made;
    return made;
  }

  /** What the server shows to who has seen `from` leaves. */
  async answer(from = 0, session = this.session): Promise<LogAnswer> {
    const { checkpoint, consistency, leaf } = await session.call("readLogProof", { query: { from } });
    const hashes = (texts: readonly string[]) => texts.map((text) => decodeBase64url(text) as Hash);
    return {
      checkpoint: decodeBase64url(checkpoint),
      consistency: hashes(consistency),
      ...(leaf === undefined
        ? {}
        : {
            leaf: {
              leaf: decodeBase64url(leaf.leaf),
              salt: decodeBase64url(leaf.salt),
              seq: leaf.seq,
              index: leaf.index,
              inclusion: hashes(leaf.inclusion),
            },
          }),
    };
  }

  /** After an answer that got lost: takes over what the server has as the lane's last leaf. Its place in the lane. */
  async resume(): Promise<number> {
    const { leaf = "", salt = "", seq = 0 } = await this.session.call("readLane", {});
    this.#last = { leaf: decodeBase64url(leaf), salt: decodeBase64url(salt), seq };
    return decodeLaneLeaf(this.#last.leaf).slot;
  }

  /** Asks until the household's last leaf is in the log that it is shown. */
  async untilLogged(): Promise<LogAnswer> {
    for (;;) {
      const answer = await this.answer();
      if (this.#last !== undefined && equalBytes(answer.leaf?.leaf ?? NOTHING, this.#last.leaf)) return answer;
      await setTimeout(ASK_EVERY_MS);
    }
  }

  /** A device's judgement of the server's answer now. */
  async follow(view: LogView | undefined, nowMs: number = this.nowMs): Promise<Followed | Stopped> {
    const headAt = (seq: number) => this.states[seq]?.head;
    return followLog(
      view,
      await this.answer(view?.size ?? 0),
      { state: this.state, headAt, entries: () => this.entries, signedHere: () => false },
      nowMs,
    );
  }

  #take({ entry, state }: SentEntry): void {
    this.entries.push(entry);
    this.states.push(state);
  }

  #laneKey(seq: number) {
    const key = laneKeyAt(this.state, seq);
    if (key === undefined) throw new Error("a household has a lane key from its first entry on");
    return key;
  }

  #signerOf(key: Uint8Array) {
    const { lane } = this.state;
    const group = formatId(laneGroup(this.state));
    const epochs = this.keyring.epochs.filter((epoch) => formatId(epoch.group) === group);
    const signer = epochs.map((epoch) => laneSigner(lane, epoch)).find(({ publicKey }) => equalBytes(publicKey, key));
    if (signer === undefined) throw new Error("the keyring holds every lane key");
    return signer;
  }
}

/** A leaf as JSON carries it. */
export function leafText({ leaf, salt }: Pick<MadeLaneLeaf, "leaf" | "salt">): { leaf: string; salt: string } {
  return { leaf: encodeBase64url(leaf), salt: encodeBase64url(salt) };
}
