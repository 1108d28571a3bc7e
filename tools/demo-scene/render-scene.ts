// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Draws and encodes the front-door scene of the demo camera.
 * Needs Chromium (see tools/chromium.ts) and ffmpeg with libx264. Takes about two minutes.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeMovie } from "./movie-encoder.ts";
import { Painter } from "./painter.ts";
import { DURATION_S, FRAMES_PER_SECOND } from "./picture/timeline.ts";
import { composeSoundtrack, SAMPLE_RATE } from "./sound/soundtrack.ts";
import { encodeWav } from "./sound/wav.ts";

const SCENE = fileURLToPath(new URL("../../apps/demo-camera/scene/front-door.mp4", import.meta.url));

const workroom = await mkdtemp(join(tmpdir(), "demo-scene-"));
try {
  const soundPath = join(workroom, "soundtrack.wav");
  await writeFile(soundPath, encodeWav(composeSoundtrack(), SAMPLE_RATE));
  await using painter = await Painter.open();
  await encodeMovie(paintAll(painter), { framesPerSecond: FRAMES_PER_SECOND, soundPath, moviePath: SCENE });
  process.stdout.write(`${SCENE}\n`);
} finally {
  await rm(workroom, { recursive: true });
}

async function* paintAll(painter: Painter): AsyncGenerator<Buffer> {
  for (let n = 0; n < DURATION_S * FRAMES_PER_SECOND; n += 1) yield await painter.paint(n / FRAMES_PER_SECOND);
}
