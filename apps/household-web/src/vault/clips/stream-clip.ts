// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sends a clip to the page's player, no further ahead than it asked for: a minute of 4K is more than a tab
 * should hold twice. Owns one reading; stops when told.
 */
import { concatBytes } from "@nightlatch/bytes";
import { ExactDurations, parseInitSegment, type ParsedFragment } from "@nightlatch/media/mp4";
import type { ClipEvent, ClipHandle, ClipInput } from "../../vault-client/vault-api.ts";
import { mimeTypeOf } from "../codecs/decoder-config.ts";
import { timelineOriginMs } from "../codecs/timeline-origin.ts";
import { problemOf } from "../known-error.ts";
import type { ClipLibrary } from "./clip-library.ts";
import { readClip, type ClipPiece } from "./read-clip.ts";

/** Fragments go out in batches: one message a frame would cost more than the frame. */
const BATCH_BYTES = 256 * 1024;
const BATCH_MS = 400;

export function streamClip(library: ClipLibrary, input: ClipInput, listener: (event: ClipEvent) => void): ClipHandle {
  const reading = new ClipReading(listener);
  void reading.run(library, input);
  return { readUntil: (untilMs) => reading.readUntil(untilMs), stop: () => reading.stop() };
}

class ClipReading {
  readonly #listener: (event: ClipEvent) => void;
  #untilMs = 0;
  #isStopped = false;
  #wake: () => void = () => undefined;
  /** A paused player that seeks must not show a picture too early. */
  readonly #durations = new ExactDurations();
  #init: Uint8Array | undefined;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #startMs = 0;
  #endMs = 0;

  constructor(listener: (event: ClipEvent) => void) {
    this.#listener = listener;
  }

  readUntil(untilMs: number): void {
    this.#untilMs = untilMs;
    this.#wake();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  async run(library: ClipLibrary, { clip, fromMs }: ClipInput): Promise<void> {
    this.#untilMs = fromMs;
    try {
      const source = await library.open(clip);
      for await (const piece of readClip(source, fromMs)) {
        this.#take(piece);
        while (!this.#isStopped && this.#batch.length === 0 && this.#endMs > this.#untilMs) await this.#asked();
        if (this.#isStopped) return;
      }
    } catch (error) {
      if (this.#isStopped) return;
      this.#flush();
      this.#listener({ kind: "failed", problem: problemOf(error, UNREADABLE) });
    }
  }

  #take(piece: ClipPiece): void {
    if (this.#isStopped) return;
    switch (piece.kind) {
      case "init":
        this.#init = piece.bytes;
        return;
      case "fragment":
        this.#sendInit(piece.parsed);
        this.#endMs = Math.max(this.#endMs, piece.parsed.captureTimeMs);
        for (const bytes of this.#durations.push(piece.bytes)) this.#add(bytes);
        return;
      case "end":
        for (const bytes of this.#durations.flush()) this.#add(bytes);
        this.#flush();
        this.#listener({ kind: "end", isProven: piece.isProven });
    }
  }

  /** Held back until the first fragment tells where the clip's timeline lies. */
  #sendInit(first: ParsedFragment): void {
    const init = this.#init;
    if (init === undefined) return;
    this.#init = undefined;
    const tracks = parseInitSegment(init);
    const codec = tracks.find((track) => track.kind === "video")?.codec ?? "";
    const originMs = timelineOriginMs(first, tracks);
    this.#listener({ kind: "init", mimeType: mimeTypeOf(tracks), codec, bytes: Uint8Array.from(init), originMs });
  }

  #add(bytes: Uint8Array): void {
    if (this.#batch.length === 0) this.#startMs = this.#endMs;
    this.#batch.push(bytes);
    this.#batchBytes += bytes.length;
    if (this.#batchBytes >= BATCH_BYTES || this.#endMs - this.#startMs >= BATCH_MS) this.#flush();
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const bytes = concatBytes(...this.#batch);
    this.#batch = [];
    this.#batchBytes = 0;
    this.#listener({ kind: "fragments", bytes, startMs: this.#startMs, endMs: this.#endMs });
  }

  async #asked(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

const UNREADABLE =
  "This recording can't be opened. It was changed on the server, or it belongs to keys this device lacks.";
