// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household around a hub under test: a real server, an owner's device that pairs the hub, and the owner's
 * eyes, which believe nothing that the server hands out without checking it.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeviceSession, HttpClient } from "@nightlatch/api-client";
import { encodeBase64url } from "@nightlatch/bytes";
import { systemRandom } from "@nightlatch/crypto/random";
import { hasCode } from "@nightlatch/errors";
import {
  addDevice,
  createHousehold,
  decodeOffer,
  deviceFromSeed,
  encodeAnswer,
  mailboxIdOf,
  openPairingMessage,
  parseHubSecret,
  proveSession,
  removeDevices,
  sealPairingMessage,
  type DeviceSecrets,
  type NewHousehold,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import { activeDevices, type LaneId } from "@nightlatch/protocol/wire";
import { startServer, type RunningServer } from "../../apps/server/src/compose.ts";
import { readConfig } from "../../apps/server/src/config.ts";

/** Owns the server's folder, the owner's keys and the newest state that the owner signed. */
export class TestHome implements AsyncDisposable {
  readonly folder: string;
  readonly owner: DeviceSecrets;
  household: NewHousehold;
  readonly session: DeviceSession;
  state: NewHousehold["state"];
  readonly #http: HttpClient;
  #server: RunningServer;

  private constructor(folder: string, server: RunningServer, owner: DeviceSecrets, household: NewHousehold) {
    this.folder = folder;
    this.#server = server;
    this.owner = owner;
    this.household = household;
    this.state = household.state;
    this.#http = httpTo(server.url);
    const lane = household.state.lane;
    const prove = (challenge: Uint8Array) => proveSession(owner, lane, challenge);
    this.session = new DeviceSession(this.#http, { lane, device: owner.id, prove });
  }

  static async start(): Promise<TestHome> {
    const folder = await mkdtemp(join(tmpdir(), "nightlatch-faults-"));
    const server = await startServerIn(folder, 0);
    const owner = await deviceFromSeed(systemRandom(32));
    const household = await createHousehold({ actor: owner, random: systemRandom, nowMs: Date.now() });
    const home = new TestHome(folder, server, owner, household);
    await httpTo(server.url).call("createHousehold", { body: asText(household) });
    return home;
  }

  get serverUrl(): string {
    return this.#server.url;
  }

  get lane(): LaneId {
    return this.state.lane;
  }

  get hubFolder(): string {
    return join(this.folder, "hub");
  }

  async stopServer(): Promise<void> {
    await this.#server.close();
  }

  /** At the same address, with what it had stored. */
  async startServerAgain(): Promise<void> {
    this.#server = await startServerIn(this.folder, this.#server.port);
  }

  /** What the owner's browser does with the secret that the hub printed. */
  async pairHub(secretText: string): Promise<void> {
    const secret = parseHubSecret(secretText);
    const mailbox = mailboxIdOf(secret);
    const sealed = await this.#readOffer(mailbox);
    const { keys, witness } = decodeOffer(await openPairingMessage(secret, "offer", sealed));
    if (witness === undefined) throw new Error("a hub offers its note key");
    const { keyring } = this.household;
    await this.append(await addDevice(this.#making(), { state: this.state, keyring, keys, role: "hub", witness }));
    const { lane, createHash, seq } = this.state;
    const answer = await sealPairingMessage(secret, "answer", encodeAnswer({ lane, createHash, seq }), systemRandom);
    await this.#http.call("putMailbox", { params: { mailbox, slot: "answer" }, body: answer });
  }

  /** Adds a member's device and takes it out again: the household goes on under a new key. */
  async removeSomeone(): Promise<void> {
    const { publicKeys: keys, id } = await deviceFromSeed(systemRandom(32));
    const { keyring } = this.household;
    await this.append(await addDevice(this.#making(), { state: this.state, keyring, keys, role: "member" }));
    const removed = await removeDevices(this.#making(), { state: this.state, keyring, remove: [id] });
    await this.append(removed);
    this.household = { ...this.household, keyring: removed.keyring };
  }

  /** Takes the hub out of the household. */
  async removeHub(): Promise<void> {
    const remove = activeDevices(this.state).flatMap(({ id, role }) => (role === "hub" ? [id] : []));
    const removed = await removeDevices(this.#making(), { state: this.state, keyring: this.household.keyring, remove });
    await this.append(removed);
    this.household = { ...this.household, keyring: removed.keyring };
  }

  async append(signed: SignedEntry): Promise<void> {
    await this.session.call("appendEntry", { body: asText(signed) });
    this.state = signed.state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  #making() {
    return { actor: this.owner, random: systemRandom, nowMs: Date.now() };
  }

  async #readOffer(mailbox: string): Promise<Uint8Array> {
    for (;;) {
      try {
        return await this.#http.call("readMailbox", { params: { mailbox, slot: "offer" }, query: { waitMs: 5000 } });
      } catch (error) {
        if (!hasCode(error, "mailbox.empty")) throw error;
      }
    }
  }
}

function httpTo(baseUrl: string): HttpClient {
  return new HttpClient({ baseUrl, fetch: (url, init) => fetch(url, init) });
}

function startServerIn(folder: string, port: number): Promise<RunningServer> {
  return startServer(
    readConfig({
      NIGHTLATCH_DATA: join(folder, "server"),
      NIGHTLATCH_PORT: String(port),
      NIGHTLATCH_LOG: "silent",
      NIGHTLATCH_RESERVE_BYTES: "0",
    }),
  );
}

/** With the boxes that a careful client keeps back for a while. */
function asText({ entry, boxes, heldBack }: SignedEntry) {
  return { entry: encodeBase64url(entry), boxes: [...boxes, ...heldBack].map(encodeBase64url) };
}
