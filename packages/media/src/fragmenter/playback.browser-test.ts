// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Our clips in a real browser, both ways that the app plays them: MediaSource and WebCodecs. */
import { describe, expect, it } from "vitest";
import { decoderDescription } from "../elementary/decoder-description.ts";
import { G711ToFlac } from "../elementary/flac-track.ts";
import { h264NalType, h264Track } from "../elementary/h264-track.ts";
import { joinLengthPrefixed, splitAnnexB } from "../elementary/nal-units.ts";
import type { AudioTrack, Sample, VideoTrack } from "../elementary/track.ts";
import { ExactDurations } from "../mp4/exact-durations.ts";
import { parseInitSegment } from "../mp4/initialization-segment.ts";
import { parseFragment } from "../mp4/movie-fragment.ts";
import type { Fragment } from "./fragment.ts";
import { MovieLayout } from "../movie/index.ts";
import { createFragmenter } from "./fragmenter.ts";

/** A second of 96x64 at 10 frames a second with B-frames: ffmpeg testsrc2, x264 -bf 2 -b_strategy 0 -g 10 -crf 45. */
const STREAM = [
  "AAAAAWdkAAqs2UYmwEQAAAMABAAAAwBQPEiWWAAAAAFo6+BNLIsAAAFliIQAnxAViIydSScgcrc3rIKWnucjMWpxT4wvr2y7itxy+SQy0YVHIFzl",
  "mu0enl/7QbhEBw79UD1WdCgapp7xf31EKlSzvV/cD6mRIUpCJjMhmKZ7jAioagI2dzv6jR8PNNkUN3yT+EuDk6dR34g7gJIKyKcZVGzifg0esZqn",
  "ELGNOjahNklgkp5Fl0H0HsWt0ZdXDGcGN5rOpRT7QNMiD0jcRVN9Fj7hyVol30mJvGcskHYg87COT00ahSCRAnFdVqm11n00SZk4Ihdg3a9yy4pU",
  "fDrUb5oqbIpgeiIK8EsZzN4905zQsMroLC/rellga1bPk+fXwDIEqbsN/9X47B1Dpukfm2mRX2iidyWBcnQdlqW0VIULOjogUyqiKxhWVazetvzG",
  "q9eIGs6sgFYINPmtLl3/6r+t7FpPv6GoWK/2teetGVZU7VXJMmDOEp8ZWwX8QDwea6gvYiMC44WqG/wAtT04DT3NswybvEm74/YCVtnhAAAAAUGa",
  "I2xJ/+/NBERYtDMTMZVEFVX/uFif3LQTPajtdYv2paZCwRp8Du7oxsjm0EXa01S920fOQb/NvR7iUuU+AX3t4tKDkcLeMp1d1i5RNUcTiT/RMxAs",
  "fFmp8HlxhyibZcqd/Jr5YRn6VkPo/dYKZGPaN0FkPr8tSKj9jOwuSeAXInz0jI7yBrE8GCumdC7P+evsWKno33QZVZAAAAABQZ5BeIz/+gxw1waS",
  "EpYO9P3qsUGWMGpfu4hBICI7H8vnnqevb7xIBIA6P5S/OXmOaVa/qrWqCbqA7UVwTBiSRMCdKP/9b26VWeEAAAABAZ5iakZ/3J4Mhp06z0WvRMmV",
  "Ebu1Ku4glbAGGh1yhAAAAAFBmmZJqEFomUwIj+I6UZ0+ixqGO48xx3v1usUjQXiwIseJgZ/ttxtEvs54JpVgY+TBkgHdWL2T/axSVL6IfrwwEQDv",
  "QzJbr34x3DPzMUHba1rHJdYbTjucxbs3GtCFZq/TBbwo/18ZFPZoB32pA6yCOtvQzvqQGKNf1mOZpwozGkLOWgL+MF2KVwekwF92h8EAAAABQZ6E",
  "RREsZ9qY7TvHTC3zHe5E1apsenyQuRdvPztWXuIPa6yWLy+TCkDJ6C338Q5FB9xK3wAAAAEBnqVqRn/VRS/10IFUWtrgfg23AS/PDi/0EAc++mgI",
  "dvghjnjlP6RLVhNLRYhGUvSnAfZRomVpAAAAAUGaqUmoQWyZTAjPsMDb2xSZ8S0fWwkNAVDKKLVcqkE7Hb5sL/zky3iiwuEq6Fn/gYBYtPe52M7/",
  "kfYP+bPifIRKtAD00itfP41IQ/QbbUaQkI6BlcAnPxXQyuz7+4RDWH7rus+A+K+tDT3hMO6RYgCGe3xhUW4hnMsC4FQASa97kC1nRSoWCbqux0+8",
  "WZhB7v/pfvorymOszxmOo91lfFp3UDWZUXnA8MEAAAABQZ7HRRUsZ8bp8ABH+scWjlkycU/18Hchm/eBaP59DdtPS+Ks+qpdN35mCmnMd4H+DdeC",
  "1egtg///9oRjKfsUvOlKJmhPl0rLKEXcUo2vnR9oAAAAAQGe6GpGf9P/65zGW4amioIMcAaH1Yd+cAmmV1VrBoTmoRa/kG5ms9TZ274KZpuKqgLL",
  "rNz6M0pdtSRF+TCA9M51qZihJPJwz6RuNnOzXIMPPiWJ",
].join("");
const FRAMES_IN_DECODE_ORDER = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8];
/** Sound may begin this long before the first picture. */
const LEAD_SECONDS = 0.3;
const START_MS = 1_767_225_600_000;

type Clip = Readonly<{ initSegment: Uint8Array<ArrayBuffer>; fragments: readonly Fragment[] }>;

/** The picture above, and a second of a G.711 camera's sound in packets of 20 ms. */
function makeClip(startMs = START_MS): Clip {
  const nals = splitAnnexB(Uint8Array.from(atob(STREAM), (letter) => letter.charCodeAt(0)));
  const video = h264Track(nals.filter((nal) => [7, 8].includes(h264NalType(nal))));
  const pictures = nals
    .filter((nal) => [1, 5].includes(h264NalType(nal)))
    .map((nal, index): Sample => {
      const frame = FRAMES_IN_DECODE_ORDER[index] ?? 0;
      const times = { presentationTime: frame * 9000, captureTimeMs: startMs + frame * 100 };
      return { kind: "video", data: joinLengthPrefixed([nal]), isKeyframe: h264NalType(nal) === 5, ...times };
    });
  const encoder = new G711ToFlac("pcmu");
  const sound = Array.from({ length: 50 }, (_, n): Sample => {
    const data = encoder.encode(Uint8Array.from({ length: 160 }, (_unused, i) => (i * 3 + n) & 0xff));
    return { kind: "audio", data, isKeyframe: true, presentationTime: n * 160, captureTimeMs: startMs + n * 20 };
  });
  const fragmenter = createFragmenter([video, encoder.track]);
  const fragments = [...pictures, ...sound].flatMap((sample) => fragmenter.push(sample));
  return { initSegment: fragmenter.initSegment, fragments: [...fragments, ...fragmenter.flush()] };
}

function readTracks({ initSegment }: Clip): readonly [VideoTrack, AudioTrack] {
  const [video, audio] = parseInitSegment(initSegment);
  if (video?.kind !== "video" || audio?.kind !== "audio") throw new Error("the clip has not both tracks");
  return [video, audio];
}

async function once(target: EventTarget, name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    target.addEventListener(name, () => resolve(), { once: true });
    target.addEventListener("error", () => reject(new Error(`an error instead of ${name}`)), { once: true });
  });
}

function shownTime(element: HTMLVideoElement): number {
  const frame = new VideoFrame(element);
  const seconds = frame.timestamp / 1_000_000;
  frame.close();
  return seconds;
}

type Player = Disposable & Readonly<{ element: HTMLVideoElement; source: MediaSource; buffer: SourceBuffer }>;

async function play(clip: Clip, fragments: readonly Uint8Array<ArrayBuffer>[]): Promise<Player> {
  const [video, audio] = readTracks(clip);
  const type = `video/mp4; codecs="${video.codecString}, ${audio.codecString}"`;
  expect(MediaSource.isTypeSupported(type)).toBe(true);
  const element = document.createElement("video");
  const source = new MediaSource();
  element.muted = true;
  element.src = URL.createObjectURL(source);
  document.body.append(element);
  await once(source, "sourceopen");
  const buffer = source.addSourceBuffer(type);
  for (const bytes of [clip.initSegment, ...fragments]) {
    buffer.appendBuffer(bytes);
    await once(buffer, "updateend");
  }
  return {
    element,
    source,
    buffer,
    [Symbol.dispose]: () => {
      element.remove();
    },
  };
}

describe("a clip in MediaSource", () => {
  it("is taken whole and plays to its end, fragment by fragment as the hub made them", async () => {
    const clip = makeClip();
    using player = await play(
      clip,
      clip.fragments.map(({ bytes }) => bytes),
    );
    const { element, source, buffer } = player;
    expect(buffer.buffered.length).toBe(1);
    expect(buffer.buffered.start(0)).toBeCloseTo(LEAD_SECONDS, 3);
    expect(buffer.buffered.end(0)).toBeGreaterThanOrEqual(LEAD_SECONDS + 1);
    source.endOfStream();
    const hasEnded = once(element, "ended");
    await element.play();
    await hasEnded;
    expect(element.error).toBeNull();
    expect([element.videoWidth, element.videoHeight]).toEqual([96, 64]);
    await expect.poll(() => shownTime(element)).toBeCloseTo(LEAD_SECONDS + 0.9, 3);
  });

  it("shows each frame at its time, once durations are exact", async () => {
    const clip = makeClip();
    const exact = new ExactDurations<Uint8Array<ArrayBuffer>>();
    const fragments = [...clip.fragments.flatMap(({ bytes }) => exact.push(bytes)), ...exact.flush()];
    expect(fragments).toHaveLength(clip.fragments.length);
    using player = await play(clip, fragments);
    player.source.endOfStream();
    for (const n of FRAMES_IN_DECODE_ORDER) {
      const frameStart = LEAD_SECONDS + n / 10;
      player.element.currentTime = frameStart + 0.01;
      await expect.poll(() => shownTime(player.element)).toBeCloseTo(frameStart, 3);
    }
  });
});

describe("a movie of clips in a video element", () => {
  it("has its length, and shows any picture of any clip that one jumps to", async () => {
    // The third follows an hour later: its pause is cut to a second.
    const starts = [START_MS, START_MS + 1000, START_MS + 3_600_000];
    const element = await openMovie(starts.map((startMs) => makeClip(startMs)));
    expect(element.duration).toBeCloseTo(3.9, 2);
    expect([element.videoWidth, element.videoHeight]).toEqual([96, 64]);
    for (const seconds of [2.9, 0.3, 1.5, 3.8, 0, 1.9, 1, 3.1]) {
      const hasSeeked = once(element, "seeked");
      element.currentTime = seconds + 0.01;
      await hasSeeked;
      await expect.poll(() => shownTime(element)).toBeCloseTo(seconds, 2);
    }
    element.remove();
  });

  it("plays to its end", async () => {
    const element = await openMovie([makeClip(), makeClip(START_MS + 1000)]);
    const hasEnded = once(element, "ended");
    await element.play();
    await hasEnded;
    expect([element.error, element.currentTime]).toEqual([null, element.duration]);
    element.remove();
  });
});

async function openMovie(clips: readonly Clip[]): Promise<HTMLVideoElement> {
  const layout = new MovieLayout(clips[0]?.initSegment ?? new Uint8Array());
  for (const { initSegment, fragments } of clips) {
    layout.addClip(
      initSegment,
      fragments.map(({ bytes }) => bytes),
    );
  }
  const { head, tail } = layout.finish();
  const media = clips.flatMap(({ initSegment, fragments }) => [initSegment, ...fragments.map(({ bytes }) => bytes)]);
  const file = new Blob([Uint8Array.from(head), ...media, Uint8Array.from(tail)], { type: "video/mp4" });
  const element = document.createElement("video");
  element.muted = true;
  element.preload = "auto";
  element.src = URL.createObjectURL(file);
  document.body.append(element);
  await once(element, "canplay");
  return element;
}

describe("a clip in WebCodecs", () => {
  it("gives its pictures in the order in which they were taken", async () => {
    const clip = makeClip();
    const [video] = readTracks(clip);
    const shown: number[] = [];
    const failures: unknown[] = [];
    const decoder = new VideoDecoder({
      output: (frame) => {
        shown.push(frame.timestamp);
        frame.close();
      },
      error: (error) => failures.push(error),
    });
    decoder.configure({ codec: video.codecString, description: decoderDescription(video), optimizeForLatency: true });
    for (const { bytes, trackId } of clip.fragments) {
      if (trackId !== 1) continue;
      const { data, isKeyframe, presentationTime } = parseFragment(bytes).samples[0];
      const timestamp = Math.round(presentationTime / 0.09);
      decoder.decode(new EncodedVideoChunk({ type: isKeyframe ? "key" : "delta", timestamp, data }));
    }
    await decoder.flush();
    expect(failures).toEqual([]);
    expect(shown.map((timestamp) => timestamp - 300_000)).toEqual(FRAMES_IN_DECODE_ORDER.map((_, n) => n * 100_000));
  });

  it("gives all of its sound", async () => {
    const clip = makeClip();
    const [, audio] = readTracks(clip);
    let heard = 0;
    const failures: unknown[] = [];
    const decoder = new AudioDecoder({
      output: (sound) => {
        heard += sound.numberOfFrames;
        sound.close();
      },
      error: (error) => failures.push(error),
    });
    const format = { sampleRate: audio.sampleRate, numberOfChannels: audio.channels };
    decoder.configure({ codec: audio.codecString, ...format, description: decoderDescription(audio) });
    for (const { bytes, trackId } of clip.fragments) {
      if (trackId !== 2) continue;
      for (const { data, decodeTime } of parseFragment(bytes).samples) {
        const timestamp = Math.round((decodeTime * 1_000_000) / audio.timescale);
        decoder.decode(new EncodedAudioChunk({ type: "key", timestamp, data }));
      }
    }
    await decoder.flush();
    expect(failures).toEqual([]);
    expect(heard).toBe(8000);
  });
});
