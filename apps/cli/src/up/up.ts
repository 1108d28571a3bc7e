// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file `nightlatch up`: a whole home on one machine. Server, hub and demo camera are processes of their own, as they
 * would be on machines of their own; they meet over the network only.
 */
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Service, type ServiceLine, type ServicePlan } from "../service/service.ts";
import { buildWebAppIfStale } from "./build-web-app.ts";
import { assertPortIsFree } from "./free-port.ts";
import {
  openInBrowser,
  pairingAddress,
  pairingScreen,
  plainAddress,
  readyScreen,
  removedScreen,
} from "./show-address.ts";
import type { UpOptions } from "./up-options.ts";
import { BUILT_WEB_APP, PROGRAMS } from "./workspace.ts";

/** Everything is stopped within five seconds: the hub first, which may still want to tell the server. */
const HUB_PATIENCE_MS = 3_000;
const SERVER_PATIENCE_MS = 1_500;
const DEMO_CAMERA_NAME = "Front door";

/** Runs until Ctrl-C. @throws cli.port_in_use | cli.build_failed | cli.service_failed */
export async function up(options: UpOptions): Promise<number> {
  const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), once(process, "SIGHUP")]);
  await assertPortIsFree(options.port);
  await mkdir(join(options.dataDir, "logs"), { recursive: true, mode: 0o700 });
  await buildWebAppIfStale(() => {
    say("\n  Preparing the app (this happens once after an update) …\n");
  });
  const home = new Home(options);
  try {
    await Promise.race([home.start(), stopped]);
    await stopped;
    say("\n  Stopping …\n");
    return 0;
  } finally {
    await home.stop();
  }
}

/** Owns the services. */
class Home {
  readonly #options: UpOptions;
  readonly #server: Service;
  readonly #hub: Service;
  readonly #demo: Service | undefined;
  #demoUrl: string | undefined;
  #screen = "";

  constructor(options: UpOptions) {
    this.#options = options;
    const { port, dataDir, hasDemo } = options;
    this.#demo = hasDemo ? this.#service("demo camera", { words: () => this.#demoWords() }) : undefined;
    this.#server = this.#service("server", {
      words: () => [],
      variables: {
        NIGHTLATCH_DATA: join(dataDir, "server"),
        NIGHTLATCH_HOST: "127.0.0.1",
        NIGHTLATCH_PORT: String(port),
        NIGHTLATCH_WEB_ROOT: BUILT_WEB_APP,
      },
    });
    this.#hub = this.#service("hub", { words: () => this.#hubWords() });
  }

  async start(): Promise<void> {
    await Promise.all([this.#demo?.start(), this.#server.start()]);
    await this.#hub.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#hub.stop(HUB_PATIENCE_MS), this.#demo?.stop(HUB_PATIENCE_MS)]);
    await this.#server.stop(SERVER_PATIENCE_MS);
  }

  #service(name: keyof typeof PROGRAMS, plan: Pick<ServicePlan, "words" | "variables">): Service {
    return new Service({
      ...plan,
      name,
      program: PROGRAMS[name],
      logPath: join(this.#options.dataDir, "logs", `${name.replace(" ", "-")}.log`),
      onLine: (line) => {
        this.#onLine(line);
      },
      onCrash: () => {
        say(`\n  The ${name} stopped by itself and is started again.\n`);
      },
    });
  }

  /** One that died comes back where the hub looks for it. */
  #demoWords(): readonly string[] {
    return this.#demoUrl === undefined ? [] : ["--port", new URL(this.#demoUrl).port];
  }

  #hubWords(): readonly string[] {
    const { port, dataDir } = this.#options;
    const demo = this.#demoUrl === undefined ? [] : ["--camera", `${DEMO_CAMERA_NAME}=${this.#demoUrl}`];
    return ["--data", join(dataDir, "hub"), "--server", `http://127.0.0.1:${String(port)}`, ...demo];
  }

  #onLine(line: ServiceLine): void {
    const { port, opensBrowser } = this.#options;
    if (typeof line["url"] === "string") this.#demoUrl = line["url"];
    if (typeof line["pairing"] === "string") {
      const address = pairingAddress(port, line["pairing"]);
      if (this.#show(pairingScreen(address)) && opensBrowser) openInBrowser(address);
    }
    if (line["ready"] === true) this.#show(readyScreen(plainAddress(port)));
    if (line["removed"] === true) this.#show(removedScreen(plainAddress(port)));
  }

  /** A hub that was started again says what it said before; that is no news. */
  #show(screen: string): boolean {
    if (screen === this.#screen) return false;
    this.#screen = screen;
    say(screen);
    return true;
  }
}

function say(text: string): void {
  process.stdout.write(text);
}
