// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Decodes with WebCodecs and paints, with the viewer's id burnt in before a picture is seen. Owns the decoder and
 * the canvas. Decoded pictures never leave this worker; the page's canvas can't be read.
 */
import { decoderDescription, type VideoTrack } from "@nightlatch/media/elementary";
import type { ParsedFragment } from "@nightlatch/media/mp4";
import { NightlatchError } from "@nightlatch/errors";
import { burnIn } from "./burn-in.ts";

export type PainterDeps = Readonly<{
  canvas: OffscreenCanvas;
  /** Name and id of who looks. */
  who: string;
  nowMs: () => number;
  /** Resolves when the picture of that time may be seen; false: not at all. */
  due: (captureMs: number) => Promise<boolean>;
  onShown: (shown: Readonly<{ captureMs: number; width: number; height: number }>) => void;
  onError: (error: NightlatchError) => void;
}>;

/** 90 kHz to microseconds. */
const TICKS_TO_US = 100 / 9;
/** More pictures than this are not asked of the decoder ahead of time. */
const AHEAD = 8;

export class PicturePainter {
  readonly #deps: PainterDeps;
  readonly #context: OffscreenCanvasRenderingContext2D;
  #decoder: VideoDecoder | undefined;
  /** Capture time by chunk timestamp, for pictures that are in the decoder. */
  readonly #coming = new Map<number, number>();
  #painting: Promise<void> = Promise.resolve();
  #waiting = 0;
  #isClosed = false;

  constructor(deps: PainterDeps) {
    this.#deps = deps;
    const context = deps.canvas.getContext("2d", { alpha: false });
    if (context === null) throw new NightlatchError("viewer.no_canvas", "no 2D context for a canvas");
    this.#context = context;
  }

  configure(track: VideoTrack): void {
    this.#endDecoder();
    this.#decoder = new VideoDecoder({ output: (frame) => this.#queue(frame), error: () => this.#fail() });
    this.#decoder.configure({
      codec: track.codecString,
      description: Uint8Array.from(decoderDescription(track)),
      codedWidth: track.width,
      codedHeight: track.height,
      optimizeForLatency: true,
    });
  }

  /** `startMs`: of the clip, so that timestamps rise from one clip to the next. */
  decode(parsed: ParsedFragment, startsGop: boolean, startMs: number): void {
    if (this.#decoder?.state !== "configured") return;
    for (const { data, presentationTime } of parsed.samples) {
      const timestamp = startMs * 1000 + Math.round(presentationTime * TICKS_TO_US);
      this.#coming.set(timestamp, parsed.captureTimeMs);
      const type = startsGop ? "key" : "delta";
      this.#decoder.decode(new EncodedVideoChunk({ type, timestamp, data: Uint8Array.from(data) }));
    }
  }

  /** How many pictures are decoded or in the decoder, and not seen yet. */
  get backlog(): number {
    return this.#waiting + (this.#decoder?.decodeQueueSize ?? 0);
  }

  get isAhead(): boolean {
    return this.backlog >= AHEAD;
  }

  /** Resolves when all that was decoded has been seen. */
  async flush(): Promise<void> {
    if (this.#decoder?.state === "configured") await this.#decoder.flush();
    await this.#painting;
  }

  /** Nothing is left on the canvas. */
  close(): void {
    this.#isClosed = true;
    this.#endDecoder();
    const { canvas } = this.#deps;
    this.#context.fillStyle = "#090f18";
    this.#context.fillRect(0, 0, canvas.width, canvas.height);
  }

  #queue(frame: VideoFrame): void {
    const captureMs = this.#coming.get(frame.timestamp);
    this.#coming.delete(frame.timestamp);
    // A picture that no chunk asked for: nothing would vouch for it.
    if (captureMs === undefined || this.#isClosed) {
      frame.close();
      return;
    }
    this.#waiting += 1;
    this.#painting = this.#painting.then(() => this.#show(frame, captureMs));
  }

  async #show(frame: VideoFrame, captureMs: number): Promise<void> {
    try {
      if (!(await this.#deps.due(captureMs)) || this.#isClosed) return;
      this.#paint(frame);
      const { displayWidth: width, displayHeight: height } = frame;
      this.#deps.onShown({ captureMs, width, height });
    } finally {
      this.#waiting -= 1;
      frame.close();
    }
  }

  #paint(frame: VideoFrame): void {
    const { canvas, who, nowMs } = this.#deps;
    const [width, height] = [frame.displayWidth, frame.displayHeight];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    this.#context.drawImage(frame, 0, 0, width, height);
    burnIn(this.#context, { width, height }, { who, atMs: nowMs() });
  }

  #fail(): void {
    this.#coming.clear();
    this.#deps.onError(
      new NightlatchError("viewer.no_decoder", "the decoder gave up", {
        advice: "This browser can't decode these pictures. Try a current Chromium.",
      }),
    );
  }

  #endDecoder(): void {
    if (this.#decoder !== undefined && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = undefined;
    this.#coming.clear();
  }
}
