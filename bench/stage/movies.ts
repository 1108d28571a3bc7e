// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Films for virtual cameras, drawn and encoded by ffmpeg: one reference frame back, no reordering, steady rate. */
import { spawn } from "node:child_process";
import { once } from "node:events";

export type MovieShape = Readonly<{
  width: number;
  height: number;
  framesPerSecond: number;
  seconds: number;
  megabitsPerSecond: number;
  /** Frames from key frame to key frame. */
  groupFrames: number;
  /** ffmpeg filters behind the test picture. */
  filters: readonly string[];
}>;

/** 1080p at 15 frames a second and 4 Mbit/s. The noise makes its frames as large as a real night's. */
export const RECORDED_CAMERA: MovieShape = {
  width: 1920,
  height: 1080,
  framesPerSecond: 15,
  seconds: 10,
  megabitsPerSecond: 4,
  groupFrames: 30,
  filters: ["noise=alls=12:allf=t"],
};

/** @throws Error with ffmpeg's words */
export async function drawMovie(path: string, shape: MovieShape): Promise<void> {
  const { width, height, framesPerSecond, seconds, megabitsPerSecond, groupFrames, filters } = shape;
  const source = `testsrc2=size=${String(width)}x${String(height)}:rate=${String(framesPerSecond)}:duration=${String(seconds)}`;
  const rate = `${String(megabitsPerSecond)}M`;
  const group = String(groupFrames);
  const encoding = [
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-tune",
    "zerolatency",
    "-profile:v",
    "high",
    "-pix_fmt",
    "yuv420p",
  ];
  const timing = ["-bf", "0", "-g", group, "-keyint_min", group, "-sc_threshold", "0"];
  const bitrate = ["-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate];
  await runFfmpeg([
    "-f",
    "lavfi",
    "-i",
    [source, ...filters].join(","),
    ...encoding,
    ...timing,
    ...bitrate,
    "-y",
    path,
  ]);
}

async function runFfmpeg(words: readonly string[]): Promise<void> {
  const child = spawn("ffmpeg", ["-v", "error", "-nostdin", ...words], { stdio: ["ignore", "ignore", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (bytes: Buffer) => (complaints += bytes.toString()));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg could not draw the film: ${complaints}`);
}
