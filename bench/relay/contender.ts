// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One relay in the race: its process, one source into it and fifty viewers behind it. */
import { once } from "node:events";
import { join } from "node:path";
import { WebSocket } from "ws";
import { cpuSeconds } from "../stage/cpu-time.ts";
import { numberIn, Program } from "../stage/program.ts";
import type { SealedGroup } from "./sealed-group.ts";

export const VIEWERS = 50;
/** In flight at most. The server puts off a viewer that is 4 MiB behind, so nobody is put off. */
const WINDOW_BYTES = 2 * 1024 * 1024;

export type Measured = Readonly<{ megabytesPerSecond: number; cpuSecondsPerGigabyte: number }>;

/** Resolves when the relay has told the source of all viewers. */
export type Seating = (source: WebSocket) => Promise<void>;

/** Owns the viewers' process and the source's socket. The relay's process is its starter's. */
export class Contender implements AsyncDisposable {
  readonly #relay: Program;
  readonly #source: WebSocket;
  readonly #viewers: Program;
  readonly #group: SealedGroup;
  #sent = 0;
  #taken = 0;
  #sentBytes = 0;
  /** Sizes of what is in flight, oldest first. */
  #inFlight: number[] = [];

  private constructor(relay: Program, source: WebSocket, viewers: Program, group: SealedGroup) {
    this.#relay = relay;
    this.#source = source;
    this.#viewers = viewers;
    this.#group = group;
  }

  static async start(
    relay: Program,
    urls: Readonly<{ source: string; viewer: string }>,
    words: Readonly<{ source: readonly string[]; viewers: readonly (readonly string[])[] }>,
    group: SealedGroup,
    areSeated: Seating = () => Promise.resolve(),
  ): Promise<Contender> {
    const source = new WebSocket(urls.source, { perMessageDeflate: false });
    await once(source, "open");
    const seated = areSeated(source);
    for (const text of words.source) source.send(text);
    const viewers = new Program({ entry: join(import.meta.dirname, "viewers.ts") });
    viewers.tell({ url: urls.viewer, count: VIEWERS, words: words.viewers });
    await Promise.all([viewers.says("open"), seated]);
    return new Contender(relay, source, viewers, group);
  }

  /** Everybody is there: from now on each message counts. Sends what starts a viewer, and one group. */
  async warmUp(): Promise<void> {
    for (const message of [...this.#group.start, ...this.#group.frames]) this.#send(message);
    await this.#settle();
  }

  /** Sends as fast as every viewer takes it. */
  async race(durationMs: number): Promise<Measured> {
    return this.#measure(async () => {
      const until = performance.now() + durationMs;
      while (performance.now() < until) {
        while (this.#backlogBytes < WINDOW_BYTES) this.#sendNext();
        await this.#someTaken();
      }
    });
  }

  /** Sends as cameras do, one frame after the other. */
  async pace(frames: number, frameMs: number): Promise<Measured> {
    return this.#measure(async () => {
      const started = performance.now();
      for (let frame = 1; frame <= frames; frame += 1) {
        this.#sendNext();
        const waitMs = started + frame * frameMs - performance.now();
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#source.terminate();
    await this.#viewers[Symbol.asyncDispose]();
  }

  async #measure(sendAll: () => Promise<void>): Promise<Measured> {
    const [started, cpuBefore, bytesBefore] = [performance.now(), await cpuSeconds(this.#relay.pid), this.#sentBytes];
    await sendAll();
    await this.#settle();
    const deliveredBytes = (this.#sentBytes - bytesBefore) * VIEWERS;
    const seconds = (performance.now() - started) / 1000;
    const cpu = (await cpuSeconds(this.#relay.pid)) - cpuBefore;
    return { megabytesPerSecond: deliveredBytes / 1e6 / seconds, cpuSecondsPerGigabyte: cpu / (deliveredBytes / 1e9) };
  }

  get #backlogBytes(): number {
    return this.#inFlight.reduce((sum, bytes) => sum + bytes, 0);
  }

  #sendNext(): void {
    const { frames } = this.#group;
    const message = frames[this.#sent % frames.length];
    if (message !== undefined) this.#send(message);
  }

  #send(message: Uint8Array<ArrayBuffer>): void {
    this.#source.send(message);
    this.#sent += 1;
    this.#sentBytes += message.length;
    this.#inFlight.push(message.length);
  }

  async #someTaken(): Promise<void> {
    const taken = numberIn(await this.#viewers.says("taken"), "taken");
    this.#inFlight.splice(0, taken - this.#taken);
    this.#taken = taken;
  }

  /** Viewers tell every fourth message: fills up to one they tell of, and waits until all have it. */
  async #settle(): Promise<void> {
    while (this.#sent % 4 !== 0) this.#sendNext();
    while (this.#taken < this.#sent) await this.#someTaken();
  }
}
