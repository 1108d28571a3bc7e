// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasCode } from "@nightlatch/errors";
import type { Sample } from "@nightlatch/media/elementary";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { drawFilm } from "../../../../../tests/gstreamer/drawn-film.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SourceEvent } from "../camera-source.ts";
import { openCamera } from "../open-camera.ts";

let film: string;
let reorderedFilm: string;

beforeAll(async () => {
  film = await drawFilm({ durationS: 1 });
  reorderedFilm = await drawFilm({ durationS: 1, bFrames: 2, hasSound: false });
});

describe("a file as a camera", () => {
  it("plays picture and sound, each at its time, once", async () => {
    const clock = new WaitlessClock();
    const events = await play(film, { loop: false, clock });
    expect(events[0]).toMatchObject({
      tracks: [
        { codec: "h264", width: 320 },
        { codec: "aac", sampleRate: 48_000 },
      ],
    });
    expect(samplesOf(events, "video")).toHaveLength(15);
    expect(samplesOf(events, "audio").length).toBeGreaterThan(40);
    expect(clock.waitedMs).toBeGreaterThan(900);
    expect(clock.waitedMs).toBeLessThan(1_100);
  });

  it("keeps B-frames in decode order, and time goes on from loop to loop", async () => {
    const events = await play(reorderedFilm, { loop: true, clock: new WaitlessClock(), count: 46 });
    const frames = samplesOf(events, "video").map(({ presentationTime }) => Math.round(presentationTime / 6_000));
    expect(frames.slice(0, 45)).not.toEqual(frames.slice(0, 45).toSorted((a, b) => a - b));
    const sorted = frames.toSorted((a, b) => a - b);
    expect(sorted).toEqual(sorted.map((_, index) => index + (sorted[0] ?? 0)));
  });

  it("stamps each sample with the time at which a camera would have seen it", async () => {
    const events = await play(film, { loop: true, clock: new WaitlessClock(), count: 150 });
    for (const sample of samplesOf(events, "video")) {
      expect(sample.captureTimeMs - 1_000_000).toBeCloseTo(sample.presentationTime / 90, 0);
    }
  });

  it("ends when the signal aborts", async () => {
    const stop = new AbortController();
    const deps = { clock: new WaitlessClock(), signal: stop.signal };
    for await (const event of openCamera({ kind: "file", path: film, loop: true }, deps)) {
      if (event.kind === "sample") stop.abort();
    }
    expect(stop.signal.aborted).toBe(true);
  });

  it.each([
    ["nothing", () => Promise.resolve("/nowhere/film.mp4")],
    ["a folder", () => Promise.resolve(tmpdir())],
    ["an empty file", async () => await fileOf(new Uint8Array())],
    ["a text", async () => await fileOf(Buffer.from("a quite ordinary text ".repeat(50)))],
    ["the first half of a film", async () => await fileOf((await readFile(film)).subarray(0, 4_000))],
  ])("refuses %s", async (_, makePath) => {
    const playing = play(await makePath(), { loop: false, clock: new WaitlessClock() });
    await expect(playing).rejects.toSatisfy((error) => hasCode(error, "camera.file_unreadable"));
  });
});

/** Time passes only by sleeping, and sleeping takes no time. */
class WaitlessClock implements Clock {
  waitedMs = 0;
  nowMs(): number {
    return 1_000_000 + this.waitedMs;
  }
  monotonicMs(): number {
    return this.waitedMs;
  }
  async sleep(ms: number): Promise<void> {
    this.waitedMs += ms;
    await Promise.resolve();
  }
}

async function play(path: string, options: { loop: boolean; clock: Clock; count?: number }): Promise<SourceEvent[]> {
  const events: SourceEvent[] = [];
  const deps = { clock: options.clock, signal: new AbortController().signal };
  for await (const event of openCamera({ kind: "file", path, loop: options.loop }, deps)) {
    events.push(event);
    if (events.length === options.count) break;
  }
  return events;
}

function samplesOf(events: readonly SourceEvent[], kind: "video" | "audio"): Sample[] {
  return events.flatMap((event) => (event.kind === "sample" && event.sample.kind === kind ? [event.sample] : []));
}

async function fileOf(content: Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "no-film-")), "film.mp4");
  await writeFile(path, content);
  return path;
}
