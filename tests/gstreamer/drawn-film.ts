// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Small films for tests, drawn and encoded by ffmpeg on the spot: no recording of anyone is needed. */
import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export type FilmWish = Readonly<{
  codec: "h264" | "h265";
  width: number;
  height: number;
  durationS: number;
  keyframeEveryFrames: number;
  bFrames: number;
  hasSound: boolean;
}>;

export const FILM_FPS = 15;
const SMALL_FILM: FilmWish = {
  codec: "h264",
  width: 320,
  height: 180,
  durationS: 2,
  keyframeEveryFrames: 5,
  bFrames: 0,
  hasSound: true,
};

/** Answers the path of an MP4 in a folder of its own, which the system's temporary files hold. */
export async function drawFilm(wish: Partial<FilmWish> = {}): Promise<string> {
  const film = { ...SMALL_FILM, ...wish };
  const path = join(await mkdtemp(join(tmpdir(), "film-")), "film.mp4");
  const sound = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-c:a", "aac", "-b:a", "48k"];
  const picture = `testsrc2=size=${String(film.width)}x${String(film.height)}:rate=${String(FILM_FPS)}`;
  await promisify(execFile)("ffmpeg", [
    ...["-v", "error", "-f", "lavfi", "-i", picture, ...(film.hasSound ? sound.slice(0, 4) : [])],
    ...(film.codec === "h264" ? ["-c:v", "libx264", ...h264Options(film)] : ["-c:v", "libx265", ...h265Options(film)]),
    ...["-pix_fmt", "yuv420p", ...(film.hasSound ? sound.slice(4) : []), "-t", String(film.durationS), path],
  ]);
  return path;
}

function h264Options({ keyframeEveryFrames, bFrames }: FilmWish): string[] {
  const gop = String(keyframeEveryFrames);
  return ["-preset", "ultrafast", "-g", gop, "-keyint_min", gop, "-sc_threshold", "0", "-bf", String(bFrames)];
}

function h265Options({ keyframeEveryFrames, bFrames }: FilmWish): string[] {
  const gop = String(keyframeEveryFrames);
  const options = `log-level=none:keyint=${gop}:min-keyint=${gop}:bframes=${String(bFrames)}:open-gop=0:pools=1`;
  return ["-preset", "ultrafast", "-tag:v", "hvc1", "-x265-params", options];
}
