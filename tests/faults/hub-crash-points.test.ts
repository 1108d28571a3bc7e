// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Kills a real hub after each step of a clip's life (docs/design/life-of-a-clip.md), starts it again, and
 * looks at what its household then has at a real server.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { formatId, type ClipContent, type GapContent, type Manifest } from "@nightlatch/protocol/wire";
import { describe, expect, it } from "vitest";
import { FRONT_DOOR_SCENE, VirtualCamera } from "../../apps/demo-camera/src/index.ts";
import { CLIP_STEPS, type ClipStep } from "../../apps/hub/src/spool/clip-steps.ts";
import { HubProcess, type HubStart } from "./hub-process.ts";
import { clipsOf, findCamera, openWholeClip, readDiary } from "./owners-eyes.ts";
import { TestHome } from "./test-home.ts";

/** A whole run: two hubs, four group commits, all uploads. */
const RUN_MS = 60_000;

/** Steps while a camera is recorded and its clip goes to the server, and which time to die at. */
const RECORDING_STEPS: readonly (readonly [ClipStep, number])[] = [
  ["opened", 2],
  ["written", 1],
  ["written", 3],
  ["synced", 1],
  ["synced", 3],
  ["ended", 1],
  ["closed", 1],
  ["openingSent", 1],
  ["partSent", 1],
  ["partNoted", 1],
  ["manifestSent", 1],
  ["manifestNoted", 1],
  ["dataForgotten", 1],
  ["dataDeleted", 1],
];
const EXPIRY_STEPS: readonly ClipStep[] = ["expiredAtServer", "expired"];

describe("a hub that is killed", () => {
  it("is killed after every step there is", () => {
    const killed = [...RECORDING_STEPS.map(([step]) => step), ...EXPIRY_STEPS];
    expect(new Set(killed)).toEqual(new Set(Object.keys(CLIP_STEPS)));
  });

  it.each(RECORDING_STEPS)(
    'loses nothing acknowledged after step "%s", time %i',
    async (step, count) => {
      await using scene = await Scene.start();
      await scene.die({ step, count }, { NIGHTLATCH_CACHE_BYTES: "0" });
      const acknowledged = await scene.acknowledged();
      const diary = await scene.recordOn();

      const clips = clipsOf(diary);
      for (const [clip, least] of acknowledged) expect(countOf(clips, clip)).toBeGreaterThanOrEqual(least);
      await scene.openAll(clips);
      if (acknowledged.size > 0) expectGapAfterCrash(diary);
    },
    RUN_MS,
  );

  it.each(EXPIRY_STEPS)(
    'goes on deleting what is too old after step "%s"',
    async (step) => {
      await using scene = await Scene.start();
      const old = clipsOf(await scene.recordOn());
      await scene.die({ step, count: 1 }, { NIGHTLATCH_RETENTION_BYTES: "1" });
      const diary = await scene.recordOn({ NIGHTLATCH_RETENTION_BYTES: "1" });

      expect(clipsOf(diary).map(({ clip }) => formatId(clip))).toEqual(
        expect.arrayContaining(old.map(({ clip }) => formatId(clip))),
      );
      for (const { clip } of old) {
        await expect(
          scene.home.session.call("readClip", { params: { clip: formatId(clip) } }),
        ).rejects.toMatchObject({ code: "clip.unknown" });
      }
    },
    RUN_MS,
  );
});

/** A home with one camera whose hub comes and goes. */
class Scene implements AsyncDisposable {
  readonly home: TestHome;
  readonly #camera: VirtualCamera;
  #isPaired = false;

  private constructor(home: TestHome, camera: VirtualCamera) {
    this.home = home;
    this.#camera = camera;
  }

  static async start(): Promise<Scene> {
    return new Scene(await TestHome.start(), await VirtualCamera.start({ movie: FRONT_DOOR_SCENE }));
  }

  /** Runs the hub until it dies at the given step. */
  async die(fatal: NonNullable<HubStart["fatal"]>, settings: Readonly<Record<string, string>>): Promise<void> {
    await using hub = await this.#startHub({ fatal, settings });
    const ended = hub.ended();
    // Early steps kill it before it comes this far; late ones need a clip that ends.
    await Promise.race([ended, this.#endAClip(hub)]);
    expect(await ended).toMatchObject({ signal: "SIGKILL" });
  }

  /** Runs the hub until a clip of its own is recorded, ended and at the server, with all that was left before it. */
  async recordOn(settings: Readonly<Record<string, string>> = {}): Promise<readonly Manifest[]> {
    await using hub = await this.#startHub({ settings });
    await this.#endAClip(hub);
    await hub.takes("closed");
    await hub.takes("manifestNoted");
    hub.kill("SIGTERM");
    expect(await hub.ended()).toMatchObject({ code: 0 });
    return readDiary(this.home, await findCamera(this.home));
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
    await this.#camera[Symbol.asyncDispose]();
    await this.home[Symbol.asyncDispose]();
  }

  get #acknowledgedPath(): string {
    return join(this.home.folder, "acknowledged");
  }

  async #startHub(start: Pick<HubStart, "fatal" | "settings">): Promise<HubProcess> {
    const hub = new HubProcess({
      folder: this.home.hubFolder,
      serverUrl: this.home.serverUrl,
      cameraUrl: this.#camera.url,
      acknowledgedPath: this.#acknowledgedPath,
      ...start,
    });
    if (!this.#isPaired) await this.home.pairHub(String((await hub.says("pairing"))["pairing"]));
    this.#isPaired = true;
    return hub;
  }

  /** Records for a while, then hangs up on the hub, which ends its clip. */
  async #endAClip(hub: HubProcess): Promise<void> {
    try {
      await hub.takes("opened");
      await hub.takes("synced", 2);
      this.#camera.dropConnections();
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("the hub ended")) throw error;
    }
  }
}

function countOf(clips: readonly ClipContent[], clip: string): number {
  return clips.find((one) => formatId(one.clip) === clip)?.count ?? 0;
}

/** From where recording broke off to where it went on, the diary says so. */
function expectGapAfterCrash(diary: readonly Manifest[]): void {
  const gaps = diary.flatMap(({ content }): GapContent[] => (content.kind === "gap" ? [content] : []));
  const gap = gaps.find(({ reason }) => reason === "hub_stopped");
  const clips = clipsOf(diary);
  const [before, after] = [clips.at(-2), clips.at(-1)];
  expect(gap?.fromMs).toBe(before?.endMs);
  expect(gap?.toMs).toBeLessThanOrEqual(after?.startMs ?? 0);
}
