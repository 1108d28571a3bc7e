// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file PNG frames and a sound file to an MP4 as a camera would make it: no B-frames, a keyframe each second. */
import { spawn } from "node:child_process";
import { once } from "node:events";

export type MovieSettings = Readonly<{ framesPerSecond: number; soundPath: string; moviePath: string }>;

/** @throws Error when ffmpeg is missing or fails; its own words are on stderr. */
export async function encodeMovie(frames: AsyncIterable<Buffer>, settings: MovieSettings): Promise<void> {
  const ffmpeg = spawn("ffmpeg", toArguments(settings), { stdio: ["pipe", "inherit", "inherit"] });
  const ended = once(ffmpeg, "close");
  for await (const frame of frames) if (!ffmpeg.stdin.write(frame)) await once(ffmpeg.stdin, "drain");
  ffmpeg.stdin.end();
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg ended with ${String(code)}`);
}

function toArguments({ framesPerSecond, soundPath, moviePath }: MovieSettings): string[] {
  const rate = String(framesPerSecond);
  return [
    ...["-hide_banner", "-loglevel", "error", "-y"],
    ...[
      "-thread_queue_size",
      "64",
      "-f",
      "image2pipe",
      "-c:v",
      "png",
      "-framerate",
      rate,
      "-i",
      "-",
      "-channel_layout",
      "mono",
      "-i",
      soundPath,
    ],
    ...["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"],
    ...["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"],
    // One thread, so that the same frames give the same bytes.
    ...["-c:v", "libx264", "-profile:v", "high", "-preset", "slower", "-tune", "animation", "-crf", "32"],
    ...["-bf", "0", "-g", rate, "-keyint_min", rate, "-sc_threshold", "0"],
    ...["-x264-params", "qcomp=0.65:threads=1:lookahead-threads=1"],
    ...["-c:a", "aac", "-ac", "1", "-b:a", "24k", "-flags:a", "+bitexact", "-fflags", "+bitexact"],
    ...["-movflags", "+faststart", moviePath],
  ];
}
