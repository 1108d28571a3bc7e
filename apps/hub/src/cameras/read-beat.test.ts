// SPDX-License-Identifier: AGPL-3.0-or-later
import { RtpClock } from "@nightlatch/media/time";
import { describe, expect, it } from "vitest";
import { systemClock, type Clock } from "../ports/clock.ts";
import { READ_BEAT_MS, ReadBeat } from "./read-beat.ts";

describe("ReadBeat", () => {
  it("calls all who wait at one beat, each once", async () => {
    const called: string[] = [];
    const beat = new ReadBeat(clockOfBeats(2));
    for (const name of ["a", "b"]) beat.next(() => called.push(name));
    await beat.run(stop.signal);
    expect(called).toEqual(["a", "b"]);
  });

  it("lets who asks during a beat wait for the next one", async () => {
    const called: number[] = [];
    let beats = 0;
    const beat = new ReadBeat(clockOfBeats(3, (count) => (beats = count)));
    beat.next(() => {
      called.push(beats);
      beat.next(() => called.push(beats));
    });
    await beat.run(stop.signal);
    expect(called).toEqual([1, 2]);
  });

  it("comes at once when it is asked to, and calls nobody twice", async () => {
    const called: string[] = [];
    const beat = new ReadBeat(clockOfBeats(2));
    beat.next(() => called.push("a"));
    beat.now();
    expect(called).toEqual(["a"]);
    beat.next(() => called.push("b"));
    await beat.run(stop.signal);
    expect(called).toEqual(["a", "b"]);
  });

  it("leaves nobody waiting when it stops", async () => {
    const beat = new ReadBeat(systemClock);
    const stopped = new AbortController();
    const called = new Promise<void>((resolve) => {
      beat.next(resolve);
    });
    const running = beat.run(stopped.signal);
    stopped.abort();
    await Promise.all([running, called]);
  });
});

describe("the beat's length", () => {
  it.each([5, 8, 10, 12.5, 15, 20, 24, 25, 30, 60])(
    "tells when pictures were taken to 10 ms, at %f a second and without sender reports",
    (framesPerSecond) => {
      for (let phaseMs = 0; phaseMs < READ_BEAT_MS; phaseMs += 7) {
        expect(worstErrorMs(framesPerSecond, phaseMs)).toBeLessThan(10);
      }
    },
  );
});

/** Of pictures 10 to 40 seconds after the start, each read at the first beat after it was taken. */
function worstErrorMs(framesPerSecond: number, phaseMs: number): number {
  const clock = new RtpClock({ clockRateHz: 90_000 });
  const errors = Array.from({ length: 40 * framesPerSecond }, (_, n) => {
    const takenMs = phaseMs + (n * 1000) / framesPerSecond;
    const readMs = Math.ceil(takenMs / READ_BEAT_MS) * READ_BEAT_MS;
    return Math.abs(clock.at(Math.round((n * 90_000) / framesPerSecond), readMs).captureTimeMs - takenMs);
  });
  return Math.max(...errors.slice(10 * framesPerSecond));
}

let stop = new AbortController();

/** A clock on which every wait is over at once; after `count` of them it is time to stop. */
function clockOfBeats(count: number, onBeat: (count: number) => void = () => undefined): Clock {
  stop = new AbortController();
  let beats = 0;
  const sleep = async (): Promise<void> => {
    beats += 1;
    onBeat(beats);
    if (beats === count) stop.abort();
    await Promise.resolve();
  };
  return { ...systemClock, sleep };
}
