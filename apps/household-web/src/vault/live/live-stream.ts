// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One open live view: takes a camera's opened fragments, shows them, and says honestly what is on screen.
 * Owns its decoders and its canvas; the feed and its proofs are shared with other views of the same camera.
 */
import { NightlatchError } from "@nightlatch/errors";
import type { LiveEvent, LiveState, Problem } from "../../vault-client/vault-api.ts";
import { mimeTypeOf, videoDecoderConfig } from "../codecs/decoder-config.ts";
import { timelineOriginMs } from "../codecs/timeline-origin.ts";
import { CanvasPainter, videoOf } from "./canvas-painter.ts";
import type { FeedClip, FeedFragment } from "./camera-feed.ts";
import { isVouchedFor, judgeLive, pictureAgeMs, type LiveFacts, type ShownPicture } from "./live-verdict.ts";
import { SoundDecoder } from "./sound-decoder.ts";

/** What is known of the camera, apart from this view. */
export type FeedFacts = Readonly<
  Pick<LiveFacts, "isOffline" | "beacons" | "clockOffsetMs"> & {
    problem?: Problem | undefined;
    warning?: Problem | undefined;
  }
>;

export type StreamDeps = Readonly<{
  canvas: OffscreenCanvas | undefined;
  listener: (event: LiveEvent) => void;
  facts: () => FeedFacts;
  monotonicMs: () => number;
}>;

type HandedOn = Readonly<{ header: Uint8Array; fromMs: number }>;

/** More than a page buffers of clips that last a minute. */
const KEPT_CLIPS = 4;

const NO_DECODER: Problem = {
  code: "live.no_decoder",
  advice: "This browser can't show this camera's pictures directly.",
};

export class LiveStream {
  readonly #deps: StreamDeps;
  readonly #painter: CanvasPainter | undefined;
  #sound: SoundDecoder | undefined;
  #clip: FeedClip | undefined;
  #picture: ShownPicture | undefined;
  #vouchedMs: number | undefined;
  /** Clips handed to a page that paints for itself, each with its first capture time; the newest last. */
  #handedOn: readonly HandedOn[] = [];
  #framesPainted = 0;
  #ownProblem: Problem | undefined;
  #lastState = "";
  #size = "";

  constructor(deps: StreamDeps) {
    this.#deps = deps;
    this.#painter = deps.canvas === undefined ? undefined : this.#createPainter(deps.canvas);
    this.report();
  }

  take(fragment: FeedFragment): void {
    if (this.#painter === undefined) this.#passOn(fragment);
    this.#clip = fragment.clip;
    if (this.#painter !== undefined) this.#decode(this.#painter, fragment);
    this.#sound?.take(fragment);
  }

  setSound(on: boolean): void {
    this.#sound?.close();
    this.#sound = on
      ? new SoundDecoder(
          (sound) => this.#deps.listener({ kind: "sound", ...sound }),
          // Sound alone failed: the next clip starts a new decoder, the picture goes on.
          () => undefined,
        )
      : undefined;
  }

  reportShown(captureMs: number): void {
    const from = this.#handedOn.findLast((one) => one.fromMs <= captureMs);
    if (from !== undefined) this.#shown(captureMs, from.header);
  }

  /** Says the state when it has changed, and how old the picture is. */
  report(): void {
    const nowMs = this.#deps.monotonicMs();
    const facts = this.#facts(nowMs);
    this.#say(judgeLive(facts, nowMs), facts.problem ?? facts.warning);
    if (this.#picture === undefined) return;
    this.#deps.listener({
      kind: "stats",
      ageMs: pictureAgeMs(facts, nowMs) ?? 0,
      captureTimeMs: this.#picture.captureMs,
      framesPainted: this.#framesPainted,
      framesSkipped: this.#painter?.framesSkipped ?? 0,
    });
  }

  close(): void {
    this.#painter?.close();
    this.#sound?.close();
  }

  #facts(nowMs: number): LiveFacts {
    const { problem: feedProblem, warning, ...feed } = this.#deps.facts();
    const problem = this.#ownProblem ?? feedProblem;
    this.#noteVouched(nowMs);
    return {
      ...feed,
      ...(problem === undefined ? {} : { problem }),
      ...(warning === undefined ? {} : { warning }),
      ...(this.#vouchedMs === undefined ? {} : { vouchedMs: this.#vouchedMs }),
      ...(this.#picture === undefined ? {} : { picture: this.#picture }),
    };
  }

  #noteVouched(nowMs: number): void {
    if (this.#picture !== undefined && isVouchedFor(this.#picture, this.#deps.facts().beacons)) this.#vouchedMs = nowMs;
  }

  #say(state: LiveState, problem: Problem | undefined): void {
    const key = `${state} ${problem?.code ?? ""}`;
    if (key === this.#lastState) return;
    this.#lastState = key;
    this.#deps.listener(problem === undefined ? { kind: "state", state } : { kind: "state", state, problem });
  }

  #createPainter(canvas: OffscreenCanvas): CanvasPainter {
    const context = canvas.getContext("2d", { alpha: false, desynchronized: true });
    if (context === null) throw new NightlatchError("live.no_canvas", "no 2D context for a canvas");
    return new CanvasPainter(canvas, context, {
      onPainted: ({ captureMs, header, width, height }) => {
        this.#sayVideo(width, height);
        this.#shown(captureMs, header);
      },
      onDecoderError: () => void this.#checkSupport(),
    });
  }

  #decode(painter: CanvasPainter, fragment: FeedFragment): void {
    if (this.#ownProblem !== undefined) return;
    try {
      painter.take(fragment);
    } catch (error) {
      // A codec string that this browser does not even know.
      if (!(error instanceof TypeError)) throw error;
      this.#refuse();
    }
  }

  #passOn({ clip, bytes, parsed, startsGop }: FeedFragment): void {
    const video = videoOf(clip);
    if (video === undefined) return;
    if (this.#clip !== clip) {
      if (parsed.trackId !== 1 || !startsGop) return;
      const { codec, width, height } = video;
      this.#sayVideo(width, height);
      const mimeType = mimeTypeOf(clip.tracks);
      const originMs = timelineOriginMs(parsed, clip.tracks);
      const handedOn = { header: clip.headerHash, fromMs: parsed.captureTimeMs };
      this.#handedOn = [...this.#handedOn.slice(1 - KEPT_CLIPS), handedOn];
      this.#deps.listener({ kind: "mse-init", mimeType, codec, bytes: Uint8Array.from(clip.init), originMs });
    }
    const copy = Uint8Array.from(bytes);
    this.#deps.listener({ kind: "mse-fragment", bytes: copy, captureTimeMs: parsed.captureTimeMs, startsGop });
  }

  #sayVideo(width: number, height: number): void {
    const codecString = videoOf(this.#clip)?.codecString ?? "";
    const size = `${width}x${height} ${codecString}`;
    if (size === this.#size) return;
    this.#size = size;
    this.#deps.listener({ kind: "video", width, height, codecString });
  }

  #shown(captureMs: number, header: Uint8Array): void {
    const isFirst = this.#picture === undefined;
    const paintedMs = this.#deps.monotonicMs();
    this.#picture = { captureMs, header, paintedMs, firstPaintedMs: this.#picture?.firstPaintedMs ?? paintedMs };
    this.#noteVouched(paintedMs);
    this.#framesPainted += 1;
    if (isFirst || this.#lastState.startsWith("frozen")) this.report();
  }

  /** A broken stream recovers at the next key frame; a codec that this browser lacks never does. */
  async #checkSupport(): Promise<void> {
    const track = videoOf(this.#clip);
    if (track === undefined) return;
    const { supported } = await VideoDecoder.isConfigSupported(videoDecoderConfig(track));
    if (supported !== true) this.#refuse();
  }

  #refuse(): void {
    this.#ownProblem = NO_DECODER;
    this.report();
  }
}
