// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One camera of the hub while it runs: its supervised source into its recorder, its clip ended when it fails. */
import type { CameraId } from "@nightlatch/protocol/wire";
import { superviseCamera, type CameraSource, type CameraState, type SupervisorDeps } from "../cameras/index.ts";
import type { Track } from "@nightlatch/media/elementary";
import type { CameraDiary } from "../diary/camera-diary.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClipRecorder } from "./clip-recorder.ts";

export type RunnerDeps = Readonly<{
  camera: CameraId;
  source: CameraSource;
  recorder: ClipRecorder;
  diary: CameraDiary;
  clock: Clock;
  supervisor: Omit<SupervisorDeps, "signal" | "onState" | "clock">;
  onState: (state: CameraState) => void;
  onTracks: (tracks: readonly Track[]) => void;
}>;

/** Owns the camera's connection. */
export class CameraRunner {
  readonly source: CameraSource;
  readonly #deps: RunnerDeps;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  #ending: Promise<void> | undefined;

  constructor(deps: RunnerDeps) {
    this.source = deps.source;
    this.#deps = deps;
    this.#done = this.#run();
  }

  /** Rejects only for a bug of ours. */
  get done(): Promise<void> {
    return this.#done;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  /** While nothing is recorded, the diary says so. */
  async watchSilence(): Promise<void> {
    const storing = this.#deps.recorder.storing;
    if (storing !== true) await this.#deps.diary.watchSilence(storing);
  }

  async #run(): Promise<void> {
    const { source, recorder, supervisor, clock, onState, onTracks } = this.#deps;
    const events = superviseCamera(source, {
      ...supervisor,
      clock,
      signal: this.#abort.signal,
      onState: (state) => {
        // The recorder is at rest: the supervisor fails only when it was asked for the next event.
        if (state.state === "failed") this.#ending = recorder.end();
        onState(state);
      },
    });
    try {
      for await (const event of events) {
        await this.#ending;
        this.#ending = undefined;
        if (event.kind === "tracks") onTracks(event.tracks);
        await recorder.take(event);
      }
    } finally {
      await this.#ending;
      await recorder.end();
    }
  }
}
