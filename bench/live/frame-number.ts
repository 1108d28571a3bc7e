// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A number in each picture, as a row of black and white blocks: what is on a canvas says which frame it is. */
import type { MovieShape } from "../stage/movies.ts";

export const NUMBER_BITS = 10;
export const BLOCK_PIXELS = 32;

/** 720p at 30 frames a second, a key frame every two seconds, each frame with its number. */
export const NUMBERED_CAMERA: MovieShape = {
  width: 1280,
  height: 720,
  framesPerSecond: 30,
  seconds: 20,
  megabitsPerSecond: 3,
  groupFrames: 60,
  filters: ["noise=alls=8:allf=t", box(0, NUMBER_BITS, "black"), ...bits()],
};

/** Frames until the numbers begin anew. */
export const NUMBERED_FRAMES = NUMBERED_CAMERA.framesPerSecond * NUMBERED_CAMERA.seconds;

function bits(): readonly string[] {
  return Array.from({ length: NUMBER_BITS }, (_, bit) => {
    return `${box(bit, 1, "white")}:enable='eq(mod(floor(n/${String(2 ** bit)}),2),1)'`;
  });
}

function box(firstBlock: number, blocks: number, colour: string): string {
  const [x, width] = [String(firstBlock * BLOCK_PIXELS), String(blocks * BLOCK_PIXELS)];
  return `drawbox=x=${x}:y=0:w=${width}:h=${String(BLOCK_PIXELS)}:color=${colour}:t=fill`;
}
