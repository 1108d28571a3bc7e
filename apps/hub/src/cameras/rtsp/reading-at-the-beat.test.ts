// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drawFilm } from "../../../../../tests/gstreamer/drawn-film.ts";
import { VirtualCamera } from "../../../../demo-camera/src/index.ts";
import { systemClock } from "../../ports/clock.ts";
import type { SourceEvent } from "../camera-source.ts";
import { openCamera } from "../open-camera.ts";
import { ReadBeat } from "../read-beat.ts";

/** The film has 15 frames a second. */
const FRAME_TICKS = 6000;

let camera: VirtualCamera;
let sent: number;
let isWatched: boolean;
let stop: AbortController;
/** The beat that is waited for. */
let beatNow: () => void;

beforeEach(async () => {
  [sent, isWatched, stop, beatNow] = [0, false, new AbortController(), () => undefined];
  const onFrameSent = (): void => void (sent += 1);
  camera = await VirtualCamera.start({ movie: await drawFilm({ hasSound: false }), sound: "none", onFrameSent });
});

afterEach(async () => {
  stop.abort();
  await camera[Symbol.asyncDispose]();
});

describe("a camera that nobody watches", () => {
  it("is let alone between two beats, and then read without a loss", async () => {
    const { events, received } = read();
    await expect.poll(received).toBeGreaterThan(0);
    await expect.poll(framesSince(sent)).toBeGreaterThan(3);
    const before = received();
    await expect.poll(framesSince(sent)).toBeGreaterThan(3);
    expect(received()).toBe(before);
    beatNow();
    await expect.poll(received).toBeGreaterThan(before + 6);
    expect(new Set(stepsOf(events()))).toEqual(new Set([FRAME_TICKS]));
  });

  it("is read as its pictures come once somebody watches", async () => {
    const { received, beat } = read();
    await expect.poll(received).toBeGreaterThan(0);
    isWatched = true;
    beat.now();
    const before = received();
    await expect.poll(received).toBeGreaterThan(before + 6);
  });

  it("is let go in the middle of a rest", async () => {
    const { received, ended } = read();
    await expect.poll(received).toBeGreaterThan(0);
    stop.abort();
    await ended;
    await expect.poll(() => camera.connectionCount).toBe(0);
  });
});

function read() {
  const beat = new ReadBeat({ ...systemClock, sleep: () => new Promise((resolve) => (beatNow = resolve)) });
  const beating = beat.run(stop.signal);
  const reading = { beat, isWatched: () => isWatched };
  const events: SourceEvent[] = [];
  const source = openCamera({ kind: "rtsp", url: camera.url }, { clock: systemClock, signal: stop.signal, reading });
  const ended = (async () => {
    for await (const event of source) events.push(event);
    beatNow();
    await beating;
  })();
  return { beat, events: () => events, received: () => events.length, ended };
}

/** How many frames the camera has sent since it had sent `before`. */
function framesSince(before: number): () => number {
  return () => sent - before;
}

/** The distances of the pictures in time. */
function stepsOf(events: readonly SourceEvent[]): readonly number[] {
  const times = events.flatMap((event) => (event.kind === "sample" ? [event.sample.presentationTime] : []));
  return times.slice(1).map((time, at) => time - (times[at] ?? 0));
}
