// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Writes into each picture who looks at it and when, before it is shown: whoever films the screen films this.
 * Two places: a band that is easy to read, and faint words across the middle that cropping does not remove.
 */
import { encodeTime } from "./burnt-time.ts";

export type Size = Readonly<{ width: number; height: number }>;
/** `who`: name and staff id, as the public roster has them. */
export type BurntWords = Readonly<{ who: string; atMs: number }>;

type Context = OffscreenCanvasRenderingContext2D;

export function burnIn(context: Context, { width, height }: Size, { who, atMs }: BurntWords): void {
  const words = `${who} · ${encodeTime(atMs)}`;
  context.save();
  writeAcross(context, width, height, words);
  writeBand(context, width, height, words);
  context.restore();
}

/** Rows of faint words, each row shifted: any cut-out of a third of the picture holds the id. */
function writeAcross(context: Context, width: number, height: number, words: string): void {
  const size = Math.max(12, Math.round(height / 30));
  context.font = `600 ${size}px sans-serif`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  const step = context.measureText(words).width + size * 3;
  for (let row = 0; row < ROWS; row += 1) {
    const y = ((row + 0.5) * height) / ROWS;
    for (let x = -((row * step) / ROWS) % step; x < width; x += step) {
      context.fillStyle = "rgb(0 0 0 / 0.16)";
      context.fillText(words, x + 1, y + 1);
      context.fillStyle = "rgb(255 255 255 / 0.16)";
      context.fillText(words, x, y);
    }
  }
}

function writeBand(context: Context, width: number, height: number, words: string): void {
  const size = Math.max(12, Math.min(Math.round(height / 32), Math.round(width / 44)));
  const tall = Math.round(size * 1.9);
  context.font = `600 ${size}px sans-serif`;
  context.fillStyle = "rgb(6 11 19 / 0.78)";
  context.fillRect(0, height - tall, width, tall);
  context.fillStyle = "#f3f6fb";
  context.textAlign = "left";
  context.textBaseline = "middle";
  // Squeezed rather than cut: the end of the words is the time.
  context.fillText(words, size, height - tall / 2, width - 2 * size);
}

const ROWS = 5;
