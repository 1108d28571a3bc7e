// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household whose every entry is logged on a real server, and its real hub, each a process of its own. Between
 * server and household, and between server and hub, stands a cloud that can lead them to another server.
 */
import { HttpClient } from "@nightlatch/api-client";
import { decodeBase64url } from "@nightlatch/bytes";
import { systemRandom } from "@nightlatch/crypto/random";
import { hasCode } from "@nightlatch/errors";
import {
  addDevice,
  decodeOffer,
  encodeAnswer,
  mailboxIdOf,
  openPairingMessage,
  parseHubSecret,
  sealPairingMessage,
} from "@nightlatch/protocol/keys";
import type { Followed, LogView } from "@nightlatch/protocol/log";
import { openRecord, type AlarmContent } from "@nightlatch/protocol/open";
import { decodeRecord } from "@nightlatch/protocol/wire";
import { EvilCloud, Insider } from "@nightlatch/testkit/evil-cloud";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { LoggedHome } from "../constellation/logged-home.ts";
import { ServerProcess } from "../constellation/server-process.ts";
import { HubProcess } from "./hub-process.ts";

/** What a hub wrote down of the log. */
export type HubIndex = Readonly<{
  signed: readonly Readonly<{ size: number; timeSeconds: number }>[];
  halt: string | undefined;
  evidence: readonly Readonly<{ code: string; bytes: Uint8Array }>[];
}>;

const ASK_EVERY_MS = 100;

/** Owns all processes and folders. */
export class WitnessingHome implements AsyncDisposable {
  readonly server: ServerProcess;
  readonly home: LoggedHome;
  /** What the household's devices connect to, and what the hub does. */
  readonly cloud: EvilCloud;
  readonly hubCloud: EvilCloud;
  readonly #http: HttpClient;
  readonly #folder: string;
  readonly #owned = new AsyncDisposableStack();
  #hub: HubProcess;
  #view: LogView | undefined;

  private constructor(
    parts: Pick<WitnessingHome, "server" | "home" | "cloud" | "hubCloud">,
    http: HttpClient,
    folder: string,
  ) {
    this.server = parts.server;
    this.home = parts.home;
    this.cloud = parts.cloud;
    this.hubCloud = parts.hubCloud;
    this.#http = http;
    this.#folder = folder;
    this.#hub = this.#startHub();
  }

  /** Founded, its hub paired, its entries proved and cosigned. */
  static async start(seed: string): Promise<WitnessingHome> {
    const server = await ServerProcess.start();
    const [cloud, hubCloud] = [await EvilCloud.before(server.url), await EvilCloud.before(server.url)];
    const http = new HttpClient({ baseUrl: cloud.url, fetch: (url, init) => fetch(url, init) });
    const home = await LoggedHome.found(http, cloud.url, seed, Date.now());
    const folder = await mkdtemp(join(tmpdir(), "nightlatch-witnessing-"));
    const whole = new WitnessingHome({ server, home, cloud, hubCloud }, http, folder);
    whole.#owned.use(server);
    whole.#owned.use(cloud);
    whole.#owned.use(hubCloud);
    await whole.#pair();
    await whole.untilProved();
    return whole;
  }

  /** A second server with all secrets of the first, from this moment on its own. */
  async branch(): Promise<ServerProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), "nightlatch-branch-"));
    await new Insider(this.server.dataDir).copyTo(dataDir);
    return this.#owned.use(await ServerProcess.start(dataDir));
  }

  /** No chance to clean up. */
  async killHub(): Promise<void> {
    this.#hub.kill("SIGKILL");
    await this.#hub.ended();
  }

  async startHubAgain(): Promise<void> {
    this.#hub = this.#startHub();
    await this.#hub.says("ready");
  }

  /** What the owner's device makes of the log now; what it stopped at is an error here. */
  async look(): Promise<Followed> {
    const followed = await this.home.follow(this.#view, Date.now());
    if (followed.kind === "stopped") throw new Error(`the owner's device stopped: ${followed.code}`);
    this.#view = followed.view;
    return followed;
  }

  /** Until the owner's device sees all entries proved by a checkpoint that the hub signed, and holds it for fresh. */
  async untilProved(): Promise<Followed> {
    for (;;) {
      const followed = await this.look();
      const { view, isFresh } = followed;
      if (isFresh && view.cosignedBy.length > 0 && view.provedSeq === this.home.state.seq) return followed;
      await setTimeout(ASK_EVERY_MS);
    }
  }

  /** What the hub told the people of the house, as the server of now hands it out. */
  async untilAlarmed(): Promise<AlarmContent> {
    const { session, state, owner, keyring } = this.home;
    for (;;) {
      const { records } = await session.call("readRecords", { query: {} });
      for (const record of records.map(decodeBase64url)) {
        if (decodeRecord(record).header.kind !== "alarm") continue;
        const opened = await openRecord(record, state, { device: owner, keyring });
        if (opened?.content.kind === "alarm") return opened.content;
      }
      await setTimeout(ASK_EVERY_MS);
    }
  }

  /** Of a hub that was killed: while it runs, the file is its own. */
  hubIndex(): HubIndex {
    using database = new DatabaseSync(join(this.#hubFolder, "hub.sqlite"));
    const signed = database.prepare("SELECT size, time_seconds AS timeSeconds FROM witnessed_heads").all();
    const halt = database.prepare("SELECT CAST(value AS TEXT) AS code FROM facts WHERE name = 'log_halt'").get();
    const evidence = database.prepare("SELECT code, bytes FROM evidence ORDER BY rowid").all();
    return {
      signed: signed.map(({ size, timeSeconds }) => ({ size: Number(size), timeSeconds: Number(timeSeconds) })),
      halt: halt === undefined ? undefined : String(halt["code"]),
      evidence: evidence.map(({ code, bytes }) => ({ code: String(code), bytes: bytes as Uint8Array })),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hub[Symbol.asyncDispose]();
    await this.#owned.disposeAsync();
    await rm(this.#folder, { recursive: true });
  }

  get #hubFolder(): string {
    return join(this.#folder, "hub");
  }

  #startHub(): HubProcess {
    const acknowledgedPath = join(this.#folder, "acknowledged");
    return new HubProcess({ folder: this.#hubFolder, serverUrl: this.hubCloud.url, acknowledgedPath });
  }

  /** What the owner's browser does with the secret that the hub printed. */
  async #pair(): Promise<void> {
    const secret = parseHubSecret(String((await this.#hub.says("pairing"))["pairing"]));
    const mailbox = mailboxIdOf(secret);
    const { keys, witness } = decodeOffer(await openPairingMessage(secret, "offer", await this.#readOffer(mailbox)));
    if (witness === undefined) throw new Error("a hub offers its note key");
    const { making, state, keyring } = this.home;
    await this.home.append(await addDevice(making, { state, keyring, keys, role: "hub", witness }));
    const { lane, createHash, seq } = this.home.state;
    const body = await sealPairingMessage(secret, "answer", encodeAnswer({ lane, createHash, seq }), systemRandom);
    await this.#http.call("putMailbox", { params: { mailbox, slot: "answer" }, body });
    await this.#hub.says("ready");
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
