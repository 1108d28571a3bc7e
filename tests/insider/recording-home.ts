// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A home whose real hub, a process of its own, records a camera and dies as it is told. Owner, server and hub are
 * real, and between hub and server stands a cloud that keeps all that passes.
 */
import { VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { systemRandom } from "@nightlatch/crypto/random";
import { openRecord, type AlarmContent } from "@nightlatch/protocol/open";
import { decodeRecord, formatId, type Manifest } from "@nightlatch/protocol/wire";
import { EvilCloud } from "@nightlatch/testkit/evil-cloud";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FRONT_DOOR_SCENE, VirtualCamera } from "../../apps/demo-camera/src/index.ts";
import type { ClipStep } from "../../apps/hub/src/spool/clip-steps.ts";
import { connectPeer, type LivePeer } from "../constellation/live-peer.ts";
import { HubProcess, type HubStart } from "../faults/hub-process.ts";
import { clipsOf, findCamera, readDiary } from "../faults/owners-eyes.ts";
import { TestHome } from "../faults/test-home.ts";
import { SealedFrames } from "./sealed-frames.ts";

type Settings = NonNullable<HubStart["settings"]>;

const ASK_EVERY_MS = 100;

/** Owns home, camera and cloud; the hub's folder is `home.hubFolder`. */
export class RecordingHome implements AsyncDisposable {
  readonly home: TestHome;
  readonly frames = new SealedFrames();
  readonly #camera: VirtualCamera;
  readonly #cloud: EvilCloud;
  #isPaired = false;
  #viewer: LivePeer | undefined;

  private constructor(home: TestHome, camera: VirtualCamera, cloud: EvilCloud) {
    this.home = home;
    this.#camera = camera;
    this.#cloud = cloud;
  }

  static async start(): Promise<RecordingHome> {
    const home = await TestHome.start();
    const camera = await VirtualCamera.start({ movie: FRONT_DOOR_SCENE });
    const cloud = await EvilCloud.before(home.serverUrl);
    const recording = new RecordingHome(home, camera, cloud);
    recording.frames.watch(cloud);
    return recording;
  }

  /** The hub dies right after it has taken this step for the first time; what lies on its disk then is kept in mind. */
  async dieAfter(step: ClipStep, settings: Settings = {}): Promise<void> {
    await using hub = await this.startHub({ fatal: { step, count: 1 }, settings });
    const ended = hub.ended();
    // Late steps are taken with what was left over; early ones need a clip that begins, and some one that ends.
    await Promise.race([ended, this.#endAClip(hub)]);
    const { signal } = await ended;
    if (signal !== "SIGKILL") throw new Error(`the hub was to die after "${step}": ${hub.log}`);
    await this.frames.readDisk(this.home.hubFolder);
  }

  /** Records until a clip of this start is at the server, with all that was left before it; then the hub is stopped. */
  async recordOn(settings: Settings = {}): Promise<readonly Manifest[]> {
    await using hub = await this.startHub({ settings });
    await this.#endAClip(hub);
    await hub.takes("closed");
    const own = [...(await this.acknowledged()).keys()].at(-1);
    for (;;) {
      await hub.takes("manifestNoted");
      const diary = await this.diary();
      if (clipsOf(diary).some(({ clip }) => formatId(clip) === own)) break;
    }
    hub.kill("SIGTERM");
    await hub.ended();
    await this.frames.readDisk(this.home.hubFolder);
    return await this.diary();
  }

  /** Records for a second and is killed in the middle of a clip. `meanwhile` runs while it still records. */
  async recordAndDie(meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await using hub = await this.startHub();
    await hub.takes("opened");
    await hub.takes("synced");
    await this.#endAClip(hub);
    await meanwhile();
    hub.kill("SIGKILL");
    await hub.ended();
    await this.frames.readDisk(this.home.hubFolder);
  }

  /** From now on an owner's device watches the camera, whichever hub shows it. */
  async watchLive(): Promise<void> {
    const { serverUrl, session } = this.home;
    const viewer = await connectPeer(serverUrl, VIEWER_SOCKET_PATH, session);
    const nonce = encodeBase64url(systemRandom(16));
    viewer.say({ type: "watch", camera: await findCamera(this.home), nonce });
    this.#viewer = viewer;
  }

  async diary(): Promise<readonly Manifest[]> {
    return readDiary(this.home, await findCamera(this.home));
  }

  /** How many fragments of each clip a hub had called recorded. */
  async acknowledged(): Promise<ReadonlyMap<string, number>> {
    const lines = (await readFile(this.#acknowledgedPath, "utf8")).trim().split("\n").filter(Boolean);
    return new Map(lines.map((line) => line.split(" ")).map(([clip = "", count]) => [clip, Number(count)]));
  }

  /** What the household's owner reads of alarms at the server. */
  async alarms(): Promise<readonly AlarmContent[]> {
    const { session, owner, household } = this.home;
    const { records } = await session.call("readRecords", { query: {} });
    const alarms = records.map(decodeBase64url).filter((record) => decodeRecord(record).header.kind === "alarm");
    const keys = { device: owner, keyring: household.keyring };
    const opened = await Promise.all(alarms.map((record) => openRecord(record, this.home.state, keys)));
    return opened.flatMap((record) => (record?.content.kind === "alarm" ? [record.content] : []));
  }

  async untilAlarmed(): Promise<AlarmContent> {
    for (;;) {
      const [alarm] = await this.alarms();
      if (alarm !== undefined) return alarm;
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  async startHub(start: Pick<HubStart, "fatal" | "settings"> = {}): Promise<HubProcess> {
    const folder = this.home.hubFolder;
    const place = { folder, serverUrl: this.#cloud.url, cameraUrl: this.#camera.url };
    const hub = new HubProcess({ ...place, acknowledgedPath: this.#acknowledgedPath, ...start });
    if (!this.#isPaired) await this.home.pairHub(String((await hub.says("pairing"))["pairing"]));
    this.#isPaired = true;
    return hub;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#viewer?.socket.close();
    await this.#camera[Symbol.asyncDispose]();
    await this.#cloud[Symbol.asyncDispose]();
    await this.home[Symbol.asyncDispose]();
  }

  get #acknowledgedPath(): string {
    return join(this.home.folder, "acknowledged");
  }

  /** Hangs up on the hub once it has recorded for a moment. A hub that dies before has no clip to end. */
  async #endAClip(hub: HubProcess): Promise<void> {
    try {
      await hub.takes("synced");
      this.#camera.dropConnections();
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("the hub ended")) throw error;
    }
  }
}
