// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Thumbnails, one at a time: a keyframe that kills the process, or makes it hang, costs only its own request.
 */
import type { VideoTrack } from "@nightlatch/media/elementary";
import type { Clock } from "../ports/clock.ts";
import { startDecoderChild, type DecoderChild } from "./decoder-child.ts";
import type { DecoderReply } from "./decoder-messages.ts";
import { DecoderError } from "./errors.ts";

type Waiting = Readonly<{ resolve(jpeg: Uint8Array): void; reject(error: DecoderError): void }>;

const MAX_WAITING = 16;

/** Owns the one thumbnail process, started by the first request, and the requests that wait for it. */
export class ThumbnailQueue {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #child: DecoderChild | undefined;
  #current: (Waiting & Readonly<{ id: number }>) | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #waitingCount = 0;
  #lastId = 0;
  #isDisposed = false;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** The process that a test may kill. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** @throws decoder.busy, decoder.failed, decoder.timeout */
  async request(track: VideoTrack, keyframe: Uint8Array): Promise<Uint8Array> {
    if (this.#waitingCount >= MAX_WAITING)
      throw new DecoderError("decoder.busy", `${MAX_WAITING} pictures wait already`);
    this.#waitingCount += 1;
    const turn = this.#tail.then(() => this.#ask(track, keyframe));
    // The next one's turn comes after this one, however it ends; this one's error goes to its own caller.
    this.#tail = turn.then(undefined, () => undefined);
    try {
      return await turn;
    } finally {
      this.#waitingCount -= 1;
    }
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#child?.kill();
    await this.#tail;
  }

  async #ask({ codec, decoderConfig }: VideoTrack, keyframe: Uint8Array): Promise<Uint8Array> {
    if (this.#isDisposed) throw new DecoderError("decoder.failed", "the decoder was closed");
    const id = (this.#lastId += 1);
    const answered = new AbortController();
    const answer = new Promise<Uint8Array>((resolve, reject) => (this.#current = { id, resolve, reject }));
    this.#child ??= this.#start();
    this.#child.send({ kind: "thumbnail", id, codec, decoderConfig, keyframe });
    void this.#clock.sleep(this.#timeoutMs, answered.signal).then(() => {
      if (!answered.signal.aborted) this.#giveUp();
    });
    try {
      return await answer;
    } finally {
      answered.abort();
      this.#current = undefined;
    }
  }

  #giveUp(): void {
    this.#current?.reject(new DecoderError("decoder.timeout", `no picture in ${this.#timeoutMs} ms`));
    this.#child?.kill();
  }

  #start(): DecoderChild {
    const child = startDecoderChild({
      onReply: (reply) => this.#onReply(reply),
      onEnd: (error) => {
        if (this.#child === child) this.#child = undefined;
        this.#current?.reject(error);
      },
    });
    return child;
  }

  #onReply(reply: DecoderReply): void {
    const current = this.#current;
    if (!current || !("id" in reply) || reply.id !== current.id) return;
    if (reply.kind === "jpeg") current.resolve(reply.data);
    else current.reject(new DecoderError("decoder.failed", reply.message));
  }
}
