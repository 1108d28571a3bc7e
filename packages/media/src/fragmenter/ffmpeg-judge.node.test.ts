// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What ffmpeg says of our clips. Streams are made by ffmpeg, or read from the clips in NIGHTLATCH_CLIPS; their
 * decode times are thrown away, as RTP does; what comes out must decode to the same pictures at the same times.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { afterAll, describe, expect, it } from "vitest";
import { G711ToFlac } from "../elementary/flac-track.ts";
import type { G711Law } from "../elementary/g711.ts";
import { h264NalType, h264Track, readAvcConfig } from "../elementary/h264-track.ts";
import { h265NalType, h265Track, readHevcConfig } from "../elementary/h265-track.ts";
import { joinLengthPrefixed, splitLengthPrefixed } from "../elementary/nal-units.ts";
import type { AudioTrack, Sample, VideoTrack } from "../elementary/track.ts";
import { parseFragment } from "../mp4/movie-fragment.ts";
import { MovieLayout } from "../movie/index.ts";
import { createFragmenter } from "./fragmenter.ts";

const START_MS = 1_767_225_600_000;
const folder = mkdtempSync(join(tmpdir(), "nightlatch-media-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CODERS = {
  "H.264 without B-frames": ["-c:v", "libx264", "-bf", "0", "-g", "15"],
  "H.264 with a pyramid of B-frames": ["-c:v", "libx264", "-bf", "3", "-b_strategy", "0", "-g", "30"],
  "H.264 Baseline": ["-c:v", "libx264", "-profile:v", "baseline", "-g", "15"],
  "H.265 with B-frames": ["-c:v", "libx265", "-x265-params", "log-level=none:keyint=30:open-gop=0", "-tag:v", "hvc1"],
};

describe("a clip, as ffmpeg sees it", () => {
  it.each(Object.entries(CODERS))("decodes to the pictures that went in: %s", (_, coder) => {
    assertSamePictures(drawMovie(coder));
  });

  it.each<G711Law>(["pcmu", "pcma"])("sounds as ffmpeg's own decoder of G.711 has it: %s", (law) => {
    const codes = join(folder, "sound.raw");
    const coder = law === "pcmu" ? ["-c:a", "pcm_mulaw", "-f", "mulaw"] : ["-c:a", "pcm_alaw", "-f", "alaw"];
    const voice = "sine=f=440:r=8000:d=4,tremolo=f=5,volume=8";
    ffmpeg([
      "-f",
      "lavfi",
      "-i",
      voice,
      "-f",
      "lavfi",
      "-i",
      "anoisesrc=r=8000:d=4:a=0.3",
      "-filter_complex",
      "amix",
      "-ar",
      "8000",
      "-ac",
      "1",
      ...coder,
      codes,
    ]);
    const clip = join(folder, "clip.mp4");
    writeFileSync(clip, clipWithG711(law, readFileSync(codes)));
    const format = law === "pcmu" ? "mulaw" : "alaw";
    const expected = ffmpeg(["-f", format, "-ar", "8000", "-ac", "1", "-i", codes, "-f", "s16le", "-"]);
    const heard = ffmpeg(["-i", clip, "-map", "0:a", "-f", "s16le", "-"]);
    expect(heard.equals(expected)).toBe(true);
  });

  const clips = env["NIGHTLATCH_CLIPS"];
  it.skipIf(clips === undefined)(
    "decodes to the pictures of real recordings (skipped without NIGHTLATCH_CLIPS)",
    () => {
      const names = readdirSync(clips ?? "").filter((name) => name.endsWith(".mp4"));
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) assertSamePictures(join(clips ?? "", name));
    },
    120_000,
  );
});

describe("a movie of clips, as ffmpeg sees it", () => {
  it.each(Object.entries(CODERS))("shows the pictures of all of them, when they were taken: %s", (_, coder) => {
    const source = drawMovie(coder);
    const read = readMovie(source);
    const movie = writeMovie(read.track, clipsOf(read));
    expect(complaints(movie)).toBe("");
    expect(pictures(movie)).toEqual(pictures(source));
    expect(durationOf(movie)).toBeCloseTo(4, 1);
  });

  it("cuts a long pause between two clips to a second", () => {
    const read = readMovie(drawMovie(CODERS["H.264 Baseline"]));
    const clips = clipsOf(read).map((clip, i) =>
      clip.map((sample) => ({ ...sample, captureTimeMs: sample.captureTimeMs + i * 3_600_000 })),
    );
    const movie = writeMovie(read.track, clips);
    const times = pictures(movie).map(([timeMs]) => timeMs);
    const steps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(steps.filter((step) => step > 100)).toEqual(clips.slice(1).map(() => 1000));
  });

  it.each([0.5, 1.7, 2.6, 3.9])("finds the picture of second %d without reading what is before", (second) => {
    const source = drawMovie(CODERS["H.264 with a pyramid of B-frames"]);
    const read = readMovie(source);
    const movie = writeMovie(read.track, clipsOf(read));
    const at = (file: string): string =>
      ffmpeg(["-ss", String(second), "-i", file, "-frames:v", "1", "-f", "framehash", "-hash", "md5", "-"])
        .toString()
        .replace(/^[^]*, /u, "");
    expect(at(movie)).toBe(at(source));
  });
});

type Packet = Readonly<{ pts: number; pos: string; size: string; flags: string }>;
type Movie = Readonly<{ track: VideoTrack; samples: readonly Sample[] }>;

function drawMovie(coder: readonly string[]): string {
  const movie = join(folder, "source.mp4");
  ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=322x242:r=15:d=4", "-pix_fmt", "yuv420p", ...coder, movie]);
  return movie;
}

function assertSamePictures(source: string): void {
  const { track, samples } = readMovie(source);
  const clip = join(folder, "clip.mp4");
  const fragmenter = createFragmenter([track]);
  const fragments = samples.flatMap((sample) => fragmenter.push(sample));
  writeFileSync(clip, Buffer.concat([fragmenter.initSegment, ...fragments.map(({ bytes }) => bytes)]));
  expect(fragments).toHaveLength(samples.length);
  expect(fragments.every(({ bytes }) => parseFragment(bytes).samples[0].compositionOffset >= 0)).toBe(true);
  expect(complaints(clip)).toBe("");
  expect(pictures(clip)).toEqual(pictures(source));
}

/** One clip for each group of pictures. */
function clipsOf({ samples }: Movie): readonly (readonly Sample[])[] {
  const starts = samples.flatMap(({ isKeyframe }, i) => (isKeyframe ? [i] : []));
  expect(starts.length).toBeGreaterThan(1);
  return starts.map((start, i) => samples.slice(start, starts[i + 1]));
}

function writeMovie(track: VideoTrack, clips: readonly (readonly Sample[])[]): string {
  const written = clips.map((samples) => {
    const fragmenter = createFragmenter([track]);
    const fragments = samples.flatMap((sample) => fragmenter.push(sample)).map(({ bytes }) => bytes);
    return { init: fragmenter.initSegment, fragments };
  });
  const layout = new MovieLayout(written[0]?.init ?? new Uint8Array());
  for (const { init, fragments } of written) layout.addClip(init, fragments);
  const { head, tail } = layout.finish();
  const movie = join(folder, "movie.mp4");
  writeFileSync(movie, Buffer.concat([head, ...written.flatMap(({ init, fragments }) => [init, ...fragments]), tail]));
  return movie;
}

function durationOf(file: string): number {
  const show = ["-show_entries", "format=duration", "-of", "csv=p=0"];
  return Number(execFileSync("ffprobe", ["-v", "error", ...show, file]).toString());
}

/** Hash and time of each decoded picture, from the first. */
function pictures(file: string): readonly (readonly [timeMs: number, hash: string])[] {
  const settings = [
    "-map",
    "0:v",
    "-fps_mode",
    "passthrough",
    "-enc_time_base",
    "1:1000",
    "-f",
    "framehash",
    "-hash",
    "md5",
    "-",
  ];
  const lines = ffmpeg(["-i", file, ...settings])
    .toString()
    .split("\n");
  const rows = lines.filter((line) => /^\d/.test(line)).map((line) => line.split(",").map((field) => field.trim()));
  const startMs = Number(rows[0]?.[2]);
  return rows.map((row) => [Number(row[2]) - startMs, row[5] ?? ""]);
}

function complaints(file: string): string {
  return spawnSync("ffmpeg", ["-v", "warning", "-i", file, "-f", "null", "-"]).stderr.toString();
}

function ffmpeg(settings: readonly string[]): Buffer {
  return execFileSync("ffmpeg", ["-v", "error", "-y", ...settings], { maxBuffer: 2 ** 28 });
}

/** The video of an MP4 file, as a camera would send it: in decode order, without decode times. */
function readMovie(file: string): Movie {
  const show = "stream=time_base:packet=pts,pos,size,flags";
  const json = execFileSync(
    "ffprobe",
    ["-v", "error", "-select_streams", "v", "-show_entries", show, "-of", "json", file],
    { maxBuffer: 2 ** 28 },
  );
  const { packets, streams } = JSON.parse(json.toString()) as { packets: Packet[]; streams: { time_base: string }[] };
  const secondsPerTick = 1 / Number(streams[0]?.time_base.split("/")[1]);
  const bytes = readFileSync(file);
  const track = readTrack(bytes);
  const samples = packets.map(({ pts, pos, size, flags }): Sample => {
    const data = withoutParameterSets(track, bytes.subarray(Number(pos), Number(pos) + Number(size)));
    const seconds = pts * secondsPerTick;
    const times = { presentationTime: Math.round(seconds * 90_000), captureTimeMs: START_MS + seconds * 1000 };
    return { kind: "video", data, isKeyframe: flags.startsWith("K"), ...times };
  });
  return { track, samples };
}

function readTrack(movie: Buffer): VideoTrack {
  const isAvc = movie.includes("avcC");
  const at = movie.indexOf(isAvc ? "avcC" : "hvcC");
  const config = movie.subarray(at + 4, at - 4 + movie.readUInt32BE(at - 4));
  return isAvc ? h264Track(readAvcConfig(config).parameterSets) : h265Track(readHevcConfig(config).parameterSets);
}

function withoutParameterSets({ codec }: VideoTrack, data: Uint8Array): Uint8Array {
  const isKept = (nal: Uint8Array): boolean =>
    codec === "h264" ? ![7, 8, 9].includes(h264NalType(nal)) : ![32, 33, 34, 35].includes(h265NalType(nal));
  return joinLengthPrefixed(splitLengthPrefixed(data).filter(isKept));
}

/** Packets of 20 ms and one picture, which ffmpeg is not asked to decode. */
function clipWithG711(law: G711Law, codes: Uint8Array): Buffer {
  const encoder = new G711ToFlac(law);
  const picture = readMovie(drawMovie(CODERS["H.264 Baseline"]));
  const tracks: [VideoTrack, AudioTrack] = [picture.track, encoder.track];
  const fragmenter = createFragmenter(tracks);
  const first = picture.samples.slice(0, 1).map((sample) => ({ ...sample, captureTimeMs: START_MS }));
  const sound = Array.from({ length: codes.length / 160 }, (_, n): Sample => {
    const data = encoder.encode(codes.subarray(n * 160, (n + 1) * 160));
    return { kind: "audio", data, isKeyframe: true, presentationTime: n * 160, captureTimeMs: START_MS + n * 20 };
  });
  const fragments = [...first, ...sound].flatMap((sample) => fragmenter.push(sample));
  return Buffer.concat([fragmenter.initSegment, ...[...fragments, ...fragmenter.flush()].map(({ bytes }) => bytes)]);
}
