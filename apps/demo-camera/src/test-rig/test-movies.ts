// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Small movies for tests, made by ffmpeg, and ffmpeg as a viewer that is not ours. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type TestMovies = AsyncDisposable &
  Readonly<{ h264: string; smallH264: string; h265: string; soundOnly: string }>;
export type FfmpegRun = Readonly<{ code: number; stderr: string }>;

/** Two seconds each, 15 frames a second, a keyframe a second. The small one has B-frames. */
export async function makeTestMovies(): Promise<TestMovies> {
  const folder = await mkdtemp(join(tmpdir(), "demo-camera-test-"));
  const h264 = join(folder, "h264.mp4");
  const smallH264 = join(folder, "small.mp4");
  const h265 = join(folder, "h265.mp4");
  const soundOnly = join(folder, "sound.mp4");
  const tone = ["-f", "lavfi", "-i", "sine=440:r=16000"];
  const picture = (size: string): string[] => ["-f", "lavfi", "-i", `testsrc2=s=${size}:r=15`];
  const x264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "15", "-threads", "1"];
  await make([...picture("320x240"), ...tone, ...x264, "-bf", "0", "-c:a", "aac", "-ac", "1", h264]);
  await make([...picture("160x120"), ...x264, "-bf", "2", smallH264]);
  await make([
    ...picture("320x240"),
    "-c:v",
    "libx265",
    "-x265-params",
    "log-level=none:keyint=15",
    "-tag:v",
    "hvc1",
    h265,
  ]);
  await make([...tone, "-c:a", "aac", soundOnly]);
  const dispose = (): Promise<void> => rm(folder, { recursive: true });
  return { h264, smallH264, h265, soundOnly, [Symbol.asyncDispose]: dispose };
}

/** Watches for so long of stream time and decodes all of it. */
export async function watchWithFfmpeg(url: string, seconds: number): Promise<FfmpegRun> {
  const input = ["-rtsp_transport", "tcp", "-timeout", "5000000", "-i", url];
  return runFfmpeg(["-v", "warning", "-stats", ...input, "-t", String(seconds), "-f", "null", "-"]);
}

/** What ffmpeg says about one NAL unit. */
export async function judgeH264(nal: Uint8Array): Promise<FfmpegRun> {
  return runFfmpeg(
    ["-v", "verbose", "-f", "h264", "-i", "-", "-f", "null", "-"],
    Buffer.concat([Buffer.from([0, 0, 0, 1]), nal]),
  );
}

async function make(words: readonly string[]): Promise<void> {
  const split = words.length - 1;
  const run = await runFfmpeg(["-v", "error", ...words.slice(0, split), "-t", "2", ...words.slice(split)]);
  if (run.code !== 0) throw new Error(`ffmpeg is needed for these tests and failed: ${run.stderr}`);
}

function runFfmpeg(words: readonly string[], input?: Buffer): Promise<FfmpegRun> {
  return new Promise((resolve) => {
    const child = execFile("ffmpeg", ["-hide_banner", "-y", ...words], (error, _, stderr) => {
      resolve({ code: error === null ? 0 : 1, stderr: error === null ? stderr : `${error.message}\n${stderr}` });
    });
    child.stdin?.end(input);
  });
}
