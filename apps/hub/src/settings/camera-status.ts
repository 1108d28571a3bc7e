// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Tells a camera's readers how it does: when that changes, when they became others, and at most every five seconds
 * a camera.
 */
import type { Track } from "@nightlatch/media/elementary";
import type { CameraStatusContent } from "@nightlatch/protocol/open";
import { formatId, type CameraId, type GroupId, type Id } from "@nightlatch/protocol/wire";
import type { CameraState } from "../cameras/index.ts";
import type { Clock } from "../ports/clock.ts";
import type { PublishRecord } from "./record-publisher.ts";

const SHORTEST_INTERVAL_MS = 5_000;
const NO_VIDEO = { codec: "", codecString: "", width: 0, height: 0 };

type Known = {
  readonly camera: CameraId;
  readonly content: CameraStatusContent;
  isTold: boolean;
  toldAtMs: number;
  /** Whose readers were told last. */
  toldTo: string;
};

/** The group for whose readers a camera records now; undefined when this hub records for none. */
export type GroupOfCamera = (camera: CameraId) => GroupId | undefined;

export type CameraProblem = Readonly<{ code: string; advice: string }>;

/** Owns the last state of each camera, told or not. */
export class CameraStatusBoard {
  readonly #publish: PublishRecord;
  readonly #clock: Clock;
  readonly #groupOf: GroupOfCamera;
  readonly #known = new Map<string, Known>();
  readonly #problems = new Map<string, CameraProblem>();

  constructor(publish: PublishRecord, clock: Clock, groupOf: GroupOfCamera) {
    this.#publish = publish;
    this.#clock = clock;
    this.#groupOf = groupOf;
  }

  setState(camera: CameraId, state: CameraState): void {
    const problem = state.state === "failed" ? { code: state.code, advice: state.advice } : { code: "", advice: "" };
    this.#change(camera, { state: state.state, sinceMs: Math.max(0, Math.round(state.sinceMs)), ...problem });
  }

  setTracks(camera: CameraId, tracks: readonly Track[]): void {
    const video = tracks.find((track) => track.kind === "video");
    const audio = tracks.find((track) => track.kind === "audio");
    const { codec, codecString, width, height } = video ?? NO_VIDEO;
    this.#change(camera, { video: { codec, codecString, width, height }, audio: audio?.codec ?? "" });
  }

  /** What is wrong with the camera's recordings, whatever the camera itself says; undefined when it is right again. */
  setProblem(camera: CameraId, problem: CameraProblem | undefined): void {
    const key = formatId(camera);
    if (this.#problems.get(key)?.code === problem?.code) return;
    if (problem === undefined) this.#problems.delete(key);
    else this.#problems.set(key, problem);
    this.repeat(camera);
  }

  /** The server holds another state: tell it again. */
  repeat(id: Id): void {
    const known = this.#known.get(formatId(id));
    if (known !== undefined) known.isTold = false;
  }

  forget(camera: CameraId): void {
    this.#known.delete(formatId(camera));
    this.#problems.delete(formatId(camera));
  }

  /** To be called about once a second: tells what is due. */
  async tellDue(): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    for (const known of this.#known.values()) {
      const group = this.#groupOf(known.camera);
      if (group === undefined) continue;
      const to = formatId(group);
      const isDue = !known.isTold || known.toldTo !== to;
      if (!isDue || nowMs - known.toldAtMs < SHORTEST_INTERVAL_MS) continue;
      // Before it is sealed, so that what changes meanwhile is told again.
      [known.isTold, known.toldAtMs, known.toldTo] = [true, nowMs, to];
      const problem = this.#problems.get(formatId(known.camera));
      const content: CameraStatusContent = { ...known.content, ...(problem && { state: "failed", ...problem }) };
      await this.#tell(known, content, group);
    }
  }

  /** What could not be put on its way is told again, also where the disk refused it. */
  async #tell(known: Known, content: CameraStatusContent, group: GroupId): Promise<void> {
    let isOnItsWay = false;
    try {
      isOnItsWay = await this.#publish(known.camera, content, group);
    } finally {
      if (!isOnItsWay) known.isTold = false;
    }
  }

  #change(camera: CameraId, change: Partial<CameraStatusContent>): void {
    const key = formatId(camera);
    const before = this.#known.get(key);
    const content: CameraStatusContent = { ...(before?.content ?? FIRST), ...change };
    // A camera that is being tried again is told as failed until it runs: anything else would flicker.
    if (content.state === "connecting" && before?.content.state === "failed") return;
    if (before !== undefined && isAlike(before.content, content)) return;
    const { toldAtMs, toldTo } = before ?? { toldAtMs: Number.NEGATIVE_INFINITY, toldTo: "" };
    this.#known.set(key, { camera, content, isTold: false, toldAtMs, toldTo });
  }
}

const FIRST: CameraStatusContent = {
  kind: "camera-status",
  state: "connecting",
  code: "",
  advice: "",
  sinceMs: 0,
  video: NO_VIDEO,
  audio: "",
};

/** Since when does not count: it changes with every attempt. */
function isAlike(a: CameraStatusContent, b: CameraStatusContent): boolean {
  return JSON.stringify({ ...a, sinceMs: 0 }) === JSON.stringify({ ...b, sinceMs: 0 });
}
