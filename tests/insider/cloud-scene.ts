// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Where an attack takes place: a real server, its insider, the evil cloud in front of it, and a household whose
 * owner's device founded it honestly. Time and randomness are the scene's.
 */
import { addDevice, type DeviceSecrets } from "@nightlatch/protocol/keys";
import type { Role } from "@nightlatch/protocol/wire";
import { EvilCloud, Insider } from "@nightlatch/testkit/evil-cloud";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LoggedHome } from "../constellation/logged-home.ts";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";
import { Browser } from "./browser.ts";
import { HubVictim } from "./hub-victim.ts";
import { Phone } from "./phone.ts";

/** What is special about a scene's server. */
export type CloudServer = Readonly<{
  config?: Parameters<typeof startTestServer>[0];
  logDestination?: NonNullable<Parameters<typeof startTestServer>[1]>["logDestination"];
}>;

/** Owns the real server, each branch of it, and the cloud. */
export class CloudScene implements AsyncDisposable {
  readonly running: TestServer;
  /** What phones connect to. */
  readonly cloud: EvilCloud;
  /** What hubs connect to. */
  readonly hubCloud: EvilCloud;
  readonly insider: Insider;
  readonly home: LoggedHome;
  readonly #time: MovableTime;
  readonly #owned: AsyncDisposable[] = [];

  private constructor(
    parts: Pick<CloudScene, "running" | "cloud" | "hubCloud" | "insider" | "home">,
    time: MovableTime,
  ) {
    this.running = parts.running;
    this.cloud = parts.cloud;
    this.hubCloud = parts.hubCloud;
    this.insider = parts.insider;
    this.home = parts.home;
    this.#time = time;
  }

  static async start(seed: string, server: CloudServer = {}): Promise<CloudScene> {
    const time = new MovableTime();
    const { config = {}, logDestination } = server;
    const kept = logDestination === undefined ? {} : { logDestination };
    const running = await startTestServer(config, { clock: time, ...kept });
    const cloud = await EvilCloud.before(running.server.url);
    const hubCloud = await EvilCloud.before(running.server.url);
    const home = await LoggedHome.found(running.http, running.server.url, seed);
    const scene = new CloudScene({ running, cloud, hubCloud, insider: new Insider(running.dataDir), home }, time);
    scene.#owned.push(running, cloud, hubCloud);
    return scene;
  }

  get nowMs(): number {
    return this.#time.nowMs();
  }

  /** For everyone: devices, hub and server. */
  passTime(durationMs: number): void {
    this.#time.pass(durationMs);
  }

  /** What an entry of `actor` is made of, now. */
  makingOf(actor: DeviceSecrets) {
    return { actor, random: this.home.random, nowMs: this.nowMs };
  }

  /** A device of the household, behind the cloud. `nowMs`: the time that it takes for true. */
  phone(device: DeviceSecrets = this.home.owner, nowMs = () => this.nowMs): Phone {
    const { lane, createHash } = this.home.state;
    return new Phone({ serverUrl: this.cloud.url, device, lane, createHash, nowMs });
  }

  /** A browser in no household, at the address that the insider bends. */
  async newBrowser(serverUrl = this.cloud.url): Promise<Browser> {
    const browser = await Browser.start({ serverUrl, random: this.home.random, nowMs: () => this.nowMs });
    this.#owned.push(browser);
    return browser;
  }

  /** A browser that the household's founder lets in. */
  async browser(role: Role = "owner"): Promise<Browser> {
    const browser = await this.newBrowser();
    await browser.join(async (keys) => {
      const { home } = this;
      const { state, keyring } = home;
      await home.append(await addDevice(this.makingOf(home.owner), { state, keyring, keys, role }));
      return home.state;
    });
    return browser;
  }

  /** A second cloud with all secrets of the first, from this moment on its own. */
  async branch(): Promise<TestServer> {
    const dataDir = await mkdtemp(join(tmpdir(), "nightlatch-branch-"));
    await this.insider.copyTo(dataDir);
    const branch = await startTestServer({ dataDir }, { clock: this.#time });
    this.#owned.push({ [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true }) }, branch);
    return branch;
  }

  /** A hub that the household let in, connected through the cloud, with its cosignature under the log. */
  async hubOf(hub: DeviceSecrets): Promise<HubVictim> {
    const victim = await HubVictim.join(this, hub);
    this.#owned.push(victim);
    return victim;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const owned of this.#owned.reverse()) await owned[Symbol.asyncDispose]();
  }
}

/** Goes on by itself, and further when it is told to. */
class MovableTime {
  readonly #startedAtMs = performance.now();
  #passedMs = 0;

  pass(durationMs: number): void {
    this.#passedMs += durationMs;
  }

  nowMs(): number {
    return TEST_NOW_MS + this.#passedMs + Math.floor(performance.now() - this.#startedAtMs);
  }
}
