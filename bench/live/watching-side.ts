// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One side of the comparison: a server, a hub and a household that watches in a browser. Both sides run at the
 * same time and record the same camera; one is watched at a time.
 */
import type { Browser, Page } from "playwright-core";
import { makeFirstHousehold } from "../../tests/browser/pages/first-household.ts";
import { startHubProcess, type HubProcess, type HubStart } from "../stage/hub-process.ts";
import { startServerProcess } from "../stage/server-process.ts";
import { readPainted, waitForPicture } from "./screen.ts";

export type SideStart = Readonly<{
  browser: Browser;
  serverDir: string;
  webRoot: string;
  hub: Omit<HubStart, "serverUrl">;
}>;

/** Owns its processes. */
export class WatchingSide implements AsyncDisposable {
  readonly page: Page;
  readonly #hubStart: HubStart;
  readonly #resources: AsyncDisposableStack;
  #hub: HubProcess;

  private constructor(page: Page, hubStart: HubStart, hub: HubProcess, resources: AsyncDisposableStack) {
    this.page = page;
    this.#hubStart = hubStart;
    this.#hub = hub;
    this.#resources = resources;
  }

  /** Resolves when the camera's picture is on the page. */
  static async start({ browser, serverDir, webRoot, hub: words }: SideStart): Promise<WatchingSide> {
    await using resources = new AsyncDisposableStack();
    const { url } = resources.use(await startServerProcess(serverDir, webRoot));
    const hubStart = { ...words, serverUrl: url };
    const hub = startHubProcess(hubStart);
    resources.defer(() => hub.end("SIGKILL"));
    const secret = String((await hub.says("pairing"))["pairing"]);
    const context = await browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce" });
    const page = await context.newPage();
    await makeFirstHousehold(page, `${url}/#${secret.replace(/^(hub=)?/u, "hub=")}`, "Bench");
    await hub.says("ready");
    await waitForPicture(page);
    return new WatchingSide(page, hubStart, hub, resources.move());
  }

  async stopHub(): Promise<void> {
    await this.#hub.end("SIGTERM");
  }

  async startHub(): Promise<void> {
    const hub = startHubProcess(this.#hubStart);
    this.#resources.defer(() => hub.end("SIGKILL"));
    this.#hub = hub;
    await hub.says("ready");
  }

  /** Resolves with the time from the watch request to the picture. */
  async show(): Promise<number> {
    await readPainted(this.page);
    await this.page.getByRole("link", { name: "Cameras" }).first().click();
    const [firstPictureMs] = (await waitForPicture(this.page)).firstPictureMs;
    if (firstPictureMs === undefined) throw new Error("a picture that nobody asked for");
    return firstPictureMs;
  }

  /** Another screen of the app: nothing is watched, and the hub stops sending. */
  async hide(): Promise<void> {
    await this.page.getByRole("link", { name: "Household" }).first().click();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
