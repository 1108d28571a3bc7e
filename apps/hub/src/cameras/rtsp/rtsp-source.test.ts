// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Sample } from "@nightlatch/media/elementary";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { drawFilm } from "../../../../../tests/gstreamer/drawn-film.ts";
import { readMovie, VirtualCamera, type Movie, type VirtualCameraOptions } from "../../../../demo-camera/src/index.ts";
import { systemClock } from "../../ports/clock.ts";
import type { CameraNote, SourceEvent } from "../camera-source.ts";
import { openCamera } from "../open-camera.ts";

const LOGIN = { user: "cam", password: "geheim", schemes: ["md5"], qop: "auth" } as const;

let film: Movie;
let smallFilm: Movie;
let h265Film: Movie;
let camera: VirtualCamera;

beforeAll(async () => {
  [film, smallFilm, h265Film] = await Promise.all([
    drawFilm().then(readMovie),
    drawFilm({ width: 160, height: 90, hasSound: false }).then(readMovie),
    drawFilm({ codec: "h265", hasSound: false }).then(readMovie),
  ]);
});

afterEach(async () => {
  await camera[Symbol.asyncDispose]();
});

describe("a healthy camera", () => {
  it("gives tracks, then every picture unchanged from a keyframe on, and sound beside it", async () => {
    await start({});
    const { events, notes } = await receive({ count: 60 });
    expect(events[0]).toMatchObject({
      tracks: [
        { codec: "h264", width: 320, height: 180 },
        { codec: "aac", sampleRate: 48_000 },
      ],
    });
    const pictures = videoOf(events);
    const first = film.video.frames.findIndex((frame) => isSame(pictures[0], frame.nals));
    expect(film.video.frames[first]?.isKeyframe).toBe(true);
    pictures.forEach((picture, index) => {
      expect(isSame(picture, film.video.frames[(first + index) % film.video.frames.length]?.nals ?? [])).toBe(true);
    });
    expect(audioOf(events).map(({ data }) => data.length)).not.toContain(0);
    expect(notes).toEqual([]);
  });

  it.each([["basic"], ["md5"], ["sha-256"], ["basic", "md5", "sha-256"]] as const)(
    "lets us in by %s %s %s",
    async (...schemes) => {
      await start({ login: { ...LOGIN, schemes } });
      expect((await receive({ login: "cam:geheim", count: 2 })).events).toHaveLength(2);
    },
  );

  it("lets us in by the short Digest of old cameras", async () => {
    await start({ login: { ...LOGIN, qop: "none" } });
    expect((await receive({ login: "cam:geheim", count: 2 })).events).toHaveLength(2);
  });

  it("gives H.265 pictures", async () => {
    await start({ movie: h265Film });
    const { events } = await receive({ count: 8 });
    expect(events[0]).toMatchObject({ tracks: [{ codec: "h265", width: 320, height: 180 }] });
    expect(videoOf(events)[0]?.isKeyframe).toBe(true);
  });

  it.each(["pcmu", "pcma"] as const)("gives %s sound as FLAC", async (sound) => {
    await start({ sound });
    const { events } = await receive({ count: 20 });
    expect(events[0]).toMatchObject({ tracks: [{ kind: "video" }, { codec: "flac", sampleRate: 8_000, channels: 1 }] });
    expect(audioOf(events)[0]?.data[0]).toBe(0xff);
  });

  it.each([
    ["only in the stream", { parameterSetsInSdp: false }],
    ["only in the description", { parameterSetsInBand: false }],
    ["aggregated", { parameterSetsInSdp: false, aggregate: true }],
  ])("may send its parameter sets %s", async (_, options) => {
    await start(options);
    expect((await receive({ count: 3 })).events[0]).toMatchObject({ tracks: [{ width: 320 }, {}] });
  });

  it("may begin in the middle of a group of pictures", async () => {
    await start({ startAtKeyframe: false });
    expect(videoOf((await receive({ count: 5 })).events)[0]?.isKeyframe).toBe(true);
  });

  it("may count its time over the end of 32 bits", async () => {
    await start({ firstRtpTimestamp: 2 ** 32 - 20_000, sound: "none" });
    const times = videoOf((await receive({ count: 12 })).events).map(({ presentationTime }) => presentationTime);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(10 * 90_000);
  });

  it("hears that we still watch, and that we stop", async () => {
    await start({ sessionTimeoutS: 1 });
    const startMs = performance.now();
    await receive({ until: () => performance.now() - startMs > 1_800 });
    expect(performance.now() - startMs).toBeGreaterThan(1_800);
    await expect.poll(() => camera.viewerCount).toBe(0);
  });

  it("stops when the signal aborts, with no error", async () => {
    await start({});
    const stop = new AbortController();
    for await (const event of openCamera(
      { kind: "rtsp", url: camera.url },
      { clock: systemClock, signal: stop.signal },
    )) {
      if (event.kind === "sample") stop.abort();
    }
    await expect.poll(() => camera.connectionCount).toBe(0);
  });
});

describe("a camera that changes", () => {
  it("gives new tracks right before the first keyframe of another size", async () => {
    await start({ sound: "none" });
    const { events } = await receive({
      until: (_, all) => tracksOf(all).length === 2,
      onEvent: (index) => index === 5 && camera.switchMovie(smallFilm),
      extra: 1,
    });
    expect(events.at(-2)).toMatchObject({ tracks: [{ width: 160, height: 90 }] });
    expect(events.at(-1)).toMatchObject({ sample: { isKeyframe: true } });
  });

  it("gives new tracks where its time jumps", async () => {
    await start({ sound: "none" });
    const { events, notes } = await receive({
      until: (_, all) => tracksOf(all).length === 2,
      onEvent: (index) => index === 5 && (camera.misbehaviour.rtpClockOffsetMs = 3_600_000),
      extra: 1,
    });
    expect(events.at(-1)).toMatchObject({ sample: { isKeyframe: true } });
    expect(notes).toContainEqual({ kind: "timeline_jumped" });
  });

  it("keeps our date when its own jumps", async () => {
    await start({ sound: "none", senderReportIntervalMs: 100 });
    const { events } = await receive({
      count: 25,
      onEvent: (index) => index === 5 && (camera.misbehaviour.reportedClockOffsetMs = -86_400_000),
    });
    const ages = videoOf(events).map(({ captureTimeMs }) => Date.now() - captureTimeMs);
    expect(Math.max(...ages)).toBeLessThan(60_000);
  });
});

describe("a camera on a bad line", () => {
  it("may send packets swapped, and nothing is lost", async () => {
    await start({ sound: "none" });
    camera.misbehaviour.swapEveryNthPacket = 3;
    const { events, notes } = await receive({ count: 20 });
    const first = film.video.frames.findIndex((frame) => isSame(videoOf(events)[0], frame.nals));
    expect(isSame(videoOf(events)[18], film.video.frames[(first + 18) % film.video.frames.length]?.nals ?? [])).toBe(
      true,
    );
    expect(notes).toEqual([]);
  });

  it("loses pictures up to the next keyframe, and we say how many packets", async () => {
    await start({ sound: "none", speed: 4 });
    camera.misbehaviour.dropEveryNthPacket = 23;
    const { events, notes } = await receive({ count: 40 });
    const pictures = videoOf(events);
    const known = film.video.frames.map((frame) => frame.nals);
    expect(pictures.every((picture) => known.some((nals) => isSame(picture, nals)))).toBe(true);
    expect(notes).toContainEqual({ kind: "packets_lost", media: "video", count: 1 });
    // A gap in time is followed by a keyframe.
    const gaps = pictures.filter(
      (picture, index) =>
        picture.presentationTime - (pictures[index - 1]?.presentationTime ?? picture.presentationTime) > 6_100,
    );
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.every(({ isKeyframe }) => isKeyframe)).toBe(true);
  });

  it("may cut units short, which no header shows, and goes on", async () => {
    await start({ sound: "none" });
    camera.misbehaviour.truncateEveryNthFrame = 3;
    expect(videoOf((await receive({ count: 20 })).events)).toHaveLength(19);
  });
});

type ReceiveOptions = Readonly<{
  login?: string;
  count?: number;
  until?: (event: SourceEvent, all: readonly SourceEvent[]) => boolean;
  /** Events to take after `until`. */
  extra?: number;
  onEvent?: (index: number) => unknown;
}>;

async function start(options: Partial<VirtualCameraOptions>): Promise<void> {
  camera = await VirtualCamera.start({ movie: film, ...options });
}

async function receive(options: ReceiveOptions): Promise<{ events: SourceEvent[]; notes: CameraNote[] }> {
  const events: SourceEvent[] = [];
  const notes: CameraNote[] = [];
  const url = options.login === undefined ? camera.url : camera.url.replace("//", `//${options.login}@`);
  const deps = {
    clock: systemClock,
    signal: new AbortController().signal,
    onNote: (note: CameraNote) => notes.push(note),
  };
  let remaining = Infinity;
  for await (const event of openCamera({ kind: "rtsp", url }, deps)) {
    events.push(event);
    options.onEvent?.(events.length);
    if (remaining === Infinity && options.until?.(event, events) === true) remaining = (options.extra ?? 0) + 1;
    remaining -= 1;
    if (remaining <= 0 || events.length === options.count) break;
  }
  return { events, notes };
}

function videoOf(events: readonly SourceEvent[]): Sample[] {
  return events.flatMap((event) => (event.kind === "sample" && event.sample.kind === "video" ? [event.sample] : []));
}

function audioOf(events: readonly SourceEvent[]): Sample[] {
  return events.flatMap((event) => (event.kind === "sample" && event.sample.kind === "audio" ? [event.sample] : []));
}

function tracksOf(events: readonly SourceEvent[]): SourceEvent[] {
  return events.filter(({ kind }) => kind === "tracks");
}

/** The sample holds exactly these units, each behind its length. */
function isSame(sample: Sample | undefined, nals: readonly Uint8Array[]): boolean {
  const expected = Buffer.concat(
    nals.flatMap((nal) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(nal.length);
      return [length, nal];
    }),
  );
  return sample !== undefined && expected.equals(sample.data);
}
