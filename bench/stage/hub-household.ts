// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household on a server, whose owner pairs a real hub process and reads its signed diary. */
import { DeviceSession, type HttpClient } from "@nightlatch/api-client";
import { decodeBase64url } from "@nightlatch/bytes";
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
  sealPairingMessage,
  type DeviceSecrets,
  type NewHousehold,
} from "@nightlatch/protocol/keys";
import { decodeRecord, formatId, verifyManifest, type Manifest } from "@nightlatch/protocol/wire";
import { inText } from "../../tests/constellation/test-server.ts";
import { startHubProcess, type HubProcess, type HubStart } from "./hub-process.ts";

/** Owns the owner's keys and the newest state that the owner signed. */
export class HubHousehold {
  readonly #http: HttpClient;
  readonly #owner: DeviceSecrets;
  readonly #household: NewHousehold;
  readonly session: DeviceSession;
  #state: NewHousehold["state"];

  private constructor(http: HttpClient, owner: DeviceSecrets, household: NewHousehold) {
    this.#http = http;
    this.#owner = owner;
    this.#household = household;
    this.#state = household.state;
    const { lane } = household.state;
    const prove = (challenge: Uint8Array) => proveSession(owner, lane, challenge);
    this.session = new DeviceSession(http, { lane, device: owner.id, prove });
  }

  static async found(http: HttpClient): Promise<HubHousehold> {
    const owner = await deviceFromSeed(systemRandom(32));
    const household = await createHousehold({ actor: owner, random: systemRandom, nowMs: Date.now() });
    await http.call("createHousehold", { body: inText(household) });
    return new HubHousehold(http, owner, household);
  }

  /** Starts a new hub and lets it in. Resolves when it is about to record. */
  async startHub(start: HubStart): Promise<HubProcess> {
    const hub = startHubProcess(start);
    await this.#letIn(parseHubSecret(String((await hub.says("pairing"))["pairing"])));
    await hub.says("ready");
    return hub;
  }

  async cameras(): Promise<readonly string[]> {
    const { records } = await this.session.call("readRecords", { query: {} });
    const headers = records.map((record) => decodeRecord(decodeBase64url(record)).header);
    return headers.filter(({ kind }) => kind === "camera").map(({ id }) => formatId(id));
  }

  /** Every item, its signature checked. */
  async diary(camera: string): Promise<readonly Manifest[]> {
    const { manifests } = await this.session.call("readManifests", { params: { camera }, query: {} });
    return manifests.map((text) => verifyManifest(decodeBase64url(text), this.#state));
  }

  async #letIn(secret: ReturnType<typeof parseHubSecret>): Promise<void> {
    const mailbox = mailboxIdOf(secret);
    const offer = decodeOffer(await openPairingMessage(secret, "offer", await this.#readOffer(mailbox)));
    const { keys, witness } = offer;
    if (witness === undefined) throw new Error("a hub offers its note key");
    const making = { actor: this.#owner, random: systemRandom, nowMs: Date.now() };
    const plan = { state: this.#state, keyring: this.#household.keyring, keys, role: "hub", witness } as const;
    const added = await addDevice(making, plan);
    await this.session.call("appendEntry", { body: inText(added) });
    this.#state = added.state;
    const { lane, createHash, seq } = this.#state;
    const answer = await sealPairingMessage(secret, "answer", encodeAnswer({ lane, createHash, seq }), systemRandom);
    await this.#http.call("putMailbox", { params: { mailbox, slot: "answer" }, body: answer });
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
