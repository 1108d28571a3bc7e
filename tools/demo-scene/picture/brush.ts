// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The few strokes that the whole picture is made of. */

export type Canvas = CanvasRenderingContext2D;
export type Point = readonly [x: number, y: number];

export function polygon(c: Canvas, fill: string, ...points: readonly Point[]): void {
  c.beginPath();
  for (const [x, y] of points) c.lineTo(x, y);
  c.closePath();
  c.fillStyle = fill;
  c.fill();
}

export function box(
  c: Canvas,
  fill: string,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number | number[] = 0,
): void {
  c.beginPath();
  c.roundRect(x, y, width, height, radius);
  c.fillStyle = fill;
  c.fill();
}

export function disc(c: Canvas, fill: string, x: number, y: number, radiusX: number, radiusY = radiusX): void {
  c.beginPath();
  c.ellipse(x, y, radiusX, radiusY, 0, 0, 2 * Math.PI);
  c.fillStyle = fill;
  c.fill();
}

/** A rounded line through the points: limbs, stems, wires. */
export function limb(c: Canvas, stroke: string, width: number, ...points: readonly Point[]): void {
  c.beginPath();
  for (const [x, y] of points) c.lineTo(x, y);
  c.strokeStyle = stroke;
  c.lineWidth = width;
  c.lineCap = "round";
  c.lineJoin = "round";
  c.stroke();
}

/** Light that fades out towards its rim. `colour` is r g b without brackets. */
export function glow(
  c: Canvas,
  colour: string,
  strength: number,
  x: number,
  y: number,
  radius: number,
  flatness = 1,
): void {
  if (strength <= 0) return;
  c.save();
  c.translate(x, y);
  c.scale(1, flatness);
  const gradient = c.createRadialGradient(0, 0, 0, 0, 0, radius);
  for (const [stop, part] of [
    [0, 1],
    [0.25, 0.62],
    [0.5, 0.28],
    [0.75, 0.08],
    [1, 0],
  ] as const) {
    gradient.addColorStop(stop, `rgb(${colour} / ${String(strength * part)})`);
  }
  c.fillStyle = gradient;
  c.fillRect(-radius, -radius, 2 * radius, 2 * radius);
  c.restore();
}

/** The same numbers in every run. */
export function scatter(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
