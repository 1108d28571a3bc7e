// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Decodes and paints one camera with WebCodecs, in this worker. Owns the decoder and the canvas. Paints the
 * newest picture only; the others are closed at once, since a decoder has a handful of buffers.
 */
import type { VideoTrack } from "@nightlatch/media/elementary";
import type { FeedClip, FeedFragment } from "./camera-feed.ts";
import { videoDecoderConfig } from "../codecs/decoder-config.ts";

/** `header`: hash of the header of the clip that the picture is from. */
export type Painted = Readonly<{ captureMs: number; header: Uint8Array; width: number; height: number }>;
type Coming = Readonly<{ captureMs: number; header: Uint8Array }>;
export type PainterEvents = Readonly<{
  onPainted: (painted: Painted) => void;
  /** The decoder gave up; it starts again at the next key frame. */
  onDecoderError: () => void;
}>;

const VIDEO = 1;
/** 90 kHz to microseconds. */
const TICKS_TO_US = 100 / 9;
/** Chunks in the decoder above which pictures are old: catch up without painting. */
const CATCHING_UP = 3;
/** Chunks in the decoder above which it never catches up: start again at a key frame. */
const HOPELESS = 90;

export class CanvasPainter {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #events: PainterEvents;
  /** By chunk timestamp, for pictures that are still in the decoder. */
  readonly #coming = new Map<number, Coming>();
  #decoder: VideoDecoder | undefined;
  #clip: FeedClip | undefined;
  #needsKeyframe = true;
  #skipped = 0;

  constructor(canvas: OffscreenCanvas, context: OffscreenCanvasRenderingContext2D, events: PainterEvents) {
    this.#canvas = canvas;
    this.#context = context;
    this.#events = events;
  }

  get framesSkipped(): number {
    return this.#skipped;
  }

  take(fragment: FeedFragment): void {
    if (fragment.parsed.trackId !== VIDEO) return;
    if (this.#clip !== fragment.clip) this.#startClip(fragment.clip);
    if (this.#needsKeyframe && !fragment.startsGop) {
      this.#skipped += 1;
      return;
    }
    this.#decode(fragment);
  }

  close(): void {
    if (this.#decoder !== undefined && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = undefined;
    this.#coming.clear();
  }

  #startClip(clip: FeedClip): void {
    const before = videoOf(this.#clip);
    const track = videoOf(clip);
    this.#clip = clip;
    this.#needsKeyframe = true;
    if (track === undefined) return;
    // The same stream cut into clips needs no new decoder: a key frame starts each clip.
    if (before !== undefined && this.#decoder?.state === "configured" && hasSameConfig(before, track)) return;
    this.#configure(track);
  }

  #configure(track: VideoTrack): void {
    this.close();
    this.#needsKeyframe = true;
    this.#decoder = new VideoDecoder({
      output: (frame) => this.#paint(frame),
      error: () => this.#fail(),
    });
    this.#decoder.configure(videoDecoderConfig(track));
  }

  #decode({ clip, parsed, startsGop }: FeedFragment): void {
    if (this.#decoder?.state !== "configured") {
      const track = videoOf(clip);
      if (track === undefined || !startsGop) return;
      this.#configure(track);
    }
    if (this.#decoder === undefined) return;
    if (this.#decoder.decodeQueueSize > HOPELESS && !startsGop) {
      this.#needsKeyframe = true;
      return;
    }
    this.#needsKeyframe = false;
    for (const { data, presentationTime } of parsed.samples) {
      // Wall clock of the clip plus place in it: rises across clips.
      const timestamp = clip.header.startMs * 1000 + Math.round(presentationTime * TICKS_TO_US);
      this.#coming.set(timestamp, { captureMs: parsed.captureTimeMs, header: clip.headerHash });
      const type = startsGop ? "key" : "delta";
      this.#decoder.decode(new EncodedVideoChunk({ type, timestamp, data: Uint8Array.from(data) }));
    }
  }

  #paint(frame: VideoFrame): void {
    try {
      const coming = this.#coming.get(frame.timestamp);
      this.#forgetUntil(frame.timestamp);
      // A picture that no chunk asked for: nothing would vouch for it.
      if (coming === undefined) return;
      if ((this.#decoder?.decodeQueueSize ?? 0) > CATCHING_UP) {
        this.#skipped += 1;
        return;
      }
      const [width, height] = [frame.displayWidth, frame.displayHeight];
      if (this.#canvas.width !== width || this.#canvas.height !== height) {
        this.#canvas.width = width;
        this.#canvas.height = height;
      }
      this.#context.drawImage(frame, 0, 0, width, height);
      this.#events.onPainted({ ...coming, width, height });
    } finally {
      frame.close();
    }
  }

  #fail(): void {
    this.#needsKeyframe = true;
    this.#coming.clear();
    this.#events.onDecoderError();
  }

  #forgetUntil(timestamp: number): void {
    for (const known of this.#coming.keys()) if (known <= timestamp) this.#coming.delete(known);
  }
}

export function videoOf(clip: FeedClip | undefined): VideoTrack | undefined {
  return clip?.tracks.find((track): track is VideoTrack => track.kind === "video");
}

function hasSameConfig(a: VideoTrack, b: VideoTrack): boolean {
  return (
    a.codecString === b.codecString &&
    a.decoderConfig.length === b.decoderConfig.length &&
    a.decoderConfig.every((byte, i) => byte === b.decoderConfig[i])
  );
}
