// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A home with one camera whose hub comes and goes, and what to do with it in a test. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { formatId, type ClipContent, type Manifest } from "@nightlatch/protocol/wire";
import { expect } from "vitest";
import { FRONT_DOOR_SCENE, VirtualCamera } from "../../apps/demo-camera/src/index.ts";
import { HubProcess, type HubStart } from "./hub-process.ts";
import { clipsOf, findCamera, openWholeClip, readDiary } from "./owners-eyes.ts";
import { TestHome } from "./test-home.ts";

/** Owns the home and the camera. */
export class Scene implements AsyncDisposable {
  readonly home: TestHome;
  readonly camera: VirtualCamera;
  #isPaired = false;

  private constructor(home: TestHome, camera: VirtualCamera) {
    this.home = home;
    this.camera = camera;
  }

  static async start(): Promise<Scene> {
    return new Scene(await TestHome.start(), await VirtualCamera.start({ movie: FRONT_DOOR_SCENE }));
  }

  /** Runs the hub until it dies at the given step. */
  async die(fatal: NonNullable<HubStart["fatal"]>, settings: Readonly<Record<string, string>>): Promise<void> {
    await using hub = await this.startHub({ fatal, settings });
    const ended = hub.ended();
    // Early steps kill it before it comes this far; late ones need a clip that ends.
    await Promise.race([ended, this.endAClip(hub)]);
    expect(await ended).toMatchObject({ signal: "SIGKILL" });
  }

  /** Runs the hub until a clip of its own is recorded, ended and at the server, with all that was left before it. */
  async recordOn(settings: Readonly<Record<string, string>> = {}): Promise<readonly Manifest[]> {
    await using hub = await this.startHub({ settings });
    await this.endAClip(hub);
    await hub.takes("closed");
    const own = [...(await this.acknowledged()).keys()].at(-1);
    for (;;) {
      // What was left from before comes first.
      await hub.takes("manifestNoted");
      const diary = await readDiary(this.home, await findCamera(this.home));
      if (!clipsOf(diary).some(({ clip }) => formatId(clip) === own)) continue;
      hub.kill("SIGTERM");
      expect(await hub.ended()).toMatchObject({ code: 0 });
      return await readDiary(this.home, await findCamera(this.home));
    }
  }

  /** How many fragments of each clip a hub had called recorded. */
  async acknowledged(): Promise<ReadonlyMap<string, number>> {
    const lines = (await readFile(this.#acknowledgedPath, "utf8")).trim().split("\n").filter(Boolean);
    return new Map(lines.map((line) => line.split(" ")).map(([clip = "", count]) => [clip, Number(count)]));
  }

  /** Opens everything; no two frames under one key have one nonce, and no two clips one key. */
  async openAll(clips: readonly ClipContent[]): Promise<void> {
    for (const clip of clips) {
      const nonces = await openWholeClip(this.home, clip);
      expect(new Set(nonces).size).toBe(nonces.length);
    }
    expect(new Set(clips.map(({ clip }) => formatId(clip))).size).toBe(clips.length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.camera[Symbol.asyncDispose]();
    await this.home[Symbol.asyncDispose]();
  }

  get #acknowledgedPath(): string {
    return join(this.home.folder, "acknowledged");
  }

  async startHub(start: Pick<HubStart, "fatal" | "settings"> = {}): Promise<HubProcess> {
    const hub = new HubProcess({
      folder: this.home.hubFolder,
      serverUrl: this.home.serverUrl,
      cameraUrl: this.camera.url,
      acknowledgedPath: this.#acknowledgedPath,
      ...start,
    });
    if (!this.#isPaired) await this.home.pairHub(String((await hub.says("pairing"))["pairing"]));
    this.#isPaired = true;
    return hub;
  }

  /** Records for a while, then hangs up on the hub, which ends its clip. */
  async endAClip(hub: HubProcess): Promise<void> {
    try {
      await hub.takes("opened");
      await hub.takes("synced", 2);
      this.camera.dropConnections();
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("the hub ended")) throw error;
    }
  }
}
