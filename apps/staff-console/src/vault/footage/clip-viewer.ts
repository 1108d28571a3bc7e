// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Plays the recordings of one grant, one after the other, at their own pace. Owns one showing: the canvas, the
 * clip that plays, and whether it is paused. A clip is fetched, and its receipt signed, when it is looked at, not before.
 */
import { decodeBase64url } from "@nightlatch/bytes";
import type { NightlatchError } from "@nightlatch/errors";
import { parseFragment, parseInitSegment } from "@nightlatch/media/mp4";
import { TRACKS } from "@nightlatch/protocol/wire";
import type { ViewerEvent, ViewerHandle } from "../../vault-client/vault-api.ts";
import { fetchClip, type FetchDeps, type GrantedName } from "./fetch-clip.ts";
import type { OpenGrant } from "./open-grants.ts";
import { PictureClock } from "./picture-clock.ts";
import { PicturePainter } from "./picture-painter.ts";

export type ClipViewerDeps = FetchDeps &
  Readonly<{
    canvas: OffscreenCanvas;
    who: string;
    monotonicMs: () => number;
    /** Aborted at the end of the grant, the session, or the page's wish. */
    signal: AbortSignal;
    tell: (event: ViewerEvent) => void;
  }>;

type Playing = Readonly<{ index: number; stop: AbortController }>;

export class ClipViewer implements Omit<ViewerHandle, "stop"> {
  readonly #deps: ClipViewerDeps;
  readonly #clips: readonly GrantedName[];
  readonly #painter: PicturePainter;
  readonly #clock: PictureClock;
  #playing: Playing = { index: 0, stop: new AbortController() };
  #isPaused = false;
  #wake: () => void = () => undefined;
  #failure: NightlatchError | undefined;

  private constructor(deps: ClipViewerDeps, clips: readonly GrantedName[]) {
    this.#deps = deps;
    this.#clips = clips;
    this.#clock = new PictureClock(deps.monotonicMs);
    this.#painter = new PicturePainter({
      canvas: deps.canvas,
      who: deps.who,
      nowMs: deps.nowMs,
      due: (captureMs) => this.#due(captureMs),
      onShown: (shown) => deps.tell({ kind: "shown", ...shown }),
      onError: (error) => {
        this.#failure = error;
        this.#playing.stop.abort();
      },
    });
    deps.signal.addEventListener("abort", () => this.#interrupt(), { once: true });
  }

  /** Only the clips whose keys have come. */
  static async open(deps: ClipViewerDeps, { grant, clips }: OpenGrant): Promise<ClipViewer> {
    const { boxes } = await deps.call("readGrantBoxes", { params: { grant } });
    const named = clips.flatMap(({ clip, header }) => {
      const box = boxes.find((one) => one.clip === clip)?.box;
      return box === undefined ? [] : [{ grant, clip, header, box: decodeBase64url(box) }];
    });
    return new ClipViewer(deps, named);
  }

  pause(): void {
    this.#isPaused = true;
    this.#deps.tell({ kind: "state", state: "paused" });
  }

  play(): void {
    this.#isPaused = false;
    this.#clock.restart();
    this.#deps.tell({ kind: "state", state: "playing" });
    this.#wake();
  }

  chooseClip(index: number): void {
    if (this.#clips[index] === undefined) return;
    const before = this.#playing;
    this.#playing = { index, stop: new AbortController() };
    before.stop.abort();
    this.play();
  }

  /** Resolves when the signal ends it. @throws what a clip could not be opened for */
  async run(): Promise<void> {
    const { signal, tell } = this.#deps;
    try {
      while (!signal.aborted) {
        const playing = this.#playing;
        await this.#playClip(playing);
        this.#assertDecodes();
        if (this.#isOver(playing.stop)) continue;
        if (this.#clips[playing.index + 1] !== undefined) {
          this.#playing = { index: playing.index + 1, stop: new AbortController() };
          continue;
        }
        this.#isPaused = true;
        tell({ kind: "state", state: "finished" });
        await this.#resumed(playing.stop.signal);
        if (this.#playing === playing) this.#playing = { index: 0, stop: new AbortController() };
      }
    } finally {
      this.#painter.close();
    }
  }

  /** @throws viewer.no_decoder */
  #assertDecodes(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #playClip({ index, stop }: Playing): Promise<void> {
    const name = this.#clips[index];
    if (name === undefined) return;
    const clip = await fetchClip(this.#deps, name);
    if (this.#isOver(stop)) return;
    this.#clock.restart();
    const { startMs, endMs } = clip;
    this.#deps.tell({ kind: "clip", index, clips: this.#clips.length, startMs, endMs });
    this.#deps.tell({ kind: "state", state: this.#isPaused ? "paused" : "playing" });
    for await (const { track, plain, startsGop } of clip.fragments()) {
      if (this.#isOver(stop)) return;
      if (track === TRACKS.init) this.#configure(plain);
      else if (track === TRACKS.video) await this.#decode(plain, startsGop, startMs, stop);
    }
    if (!this.#isOver(stop)) await this.#painter.flush();
  }

  #configure(init: Uint8Array): void {
    const video = parseInitSegment(init).find((track) => track.kind === "video");
    if (video !== undefined) this.#painter.configure(video);
  }

  async #decode(plain: Uint8Array, startsGop: boolean, startMs: number, stop: AbortController): Promise<void> {
    this.#painter.decode(parseFragment(plain), startsGop, startMs);
    while (this.#painter.isAhead && !this.#isOver(stop)) await pause(AHEAD_WAIT_MS);
  }

  async #due(captureMs: number): Promise<boolean> {
    const { stop } = this.#playing;
    if (this.#isPaused) await this.#resumed(stop.signal);
    if (this.#isOver(stop)) return false;
    await pause(this.#clock.dueInMs(captureMs));
    return !this.#isOver(stop);
  }

  #isOver({ signal }: AbortController): boolean {
    return signal.aborted || this.#deps.signal.aborted;
  }

  /** Until play is pressed, another clip is chosen, or all is over. */
  async #resumed(signal: AbortSignal): Promise<void> {
    while (this.#isPaused && !signal.aborted && !this.#deps.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }

  #interrupt(): void {
    this.#playing.stop.abort();
    this.#wake();
  }
}

const AHEAD_WAIT_MS = 15;

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
