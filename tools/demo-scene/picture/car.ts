// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A small car on the road, in centimetres on its wheels, driving to the right. */
import { box, disc, glow, polygon, type Canvas } from "./brush.ts";
import { CARS, pixelsPerMetre, WIDTH } from "./timeline.ts";

const ROAD_Y = 386;
const MARGIN_PX = 340;

export type CarPose = Readonly<{ x: number; direction: 1 | -1; coat: string }>;

export function carAt(t: number): CarPose | undefined {
  const car = CARS.find(({ startS, durationS }) => t >= startS && t < startS + durationS);
  if (car === undefined) return undefined;
  const progress = (t - car.startS) / car.durationS;
  const along = -MARGIN_PX + progress * (WIDTH + 2 * MARGIN_PX);
  return { x: car.direction === 1 ? along : WIDTH - along, direction: car.direction, coat: car.coat };
}

export function drawCar(c: Canvas, t: number): void {
  const car = carAt(t);
  if (car === undefined) return;
  inCarSpace(c, car, () => {
    disc(c, "rgb(30 35 45 / 0.35)", 0, 2, 215, 13);
    drawBody(c, car.coat);
    for (const x of [-128, 128]) drawWheel(c, x, car.x * car.direction);
  });
}

/** Beams and lamps, drawn as light. */
export function drawHeadlights(c: Canvas, t: number, strength: number): void {
  const car = carAt(t);
  if (car === undefined || strength <= 0) return;
  inCarSpace(c, car, () => {
    glow(c, "255 236 180", 0.8 * strength, 198, -62, 95);
    glow(c, "255 90 70", 0.75 * strength, -205, -66, 70);
    const beam = c.createLinearGradient(200, 0, 660, 0);
    beam.addColorStop(0, `rgb(255 236 180 / ${String(0.42 * strength)})`);
    beam.addColorStop(1, "rgb(255 236 180 / 0)");
    c.fillStyle = beam;
    c.beginPath();
    c.moveTo(200, -70);
    c.lineTo(660, -90);
    c.lineTo(660, 18);
    c.lineTo(200, -50);
    c.fill();
  });
}

function inCarSpace(c: Canvas, car: CarPose, draw: () => void): void {
  const scale = pixelsPerMetre(ROAD_Y) / 100;
  c.save();
  c.translate(car.x, ROAD_Y);
  c.scale(scale * car.direction, scale);
  draw();
  c.restore();
}

function drawBody(c: Canvas, coat: string): void {
  c.beginPath();
  c.moveTo(-150, -84);
  c.bezierCurveTo(-128, -150, -100, -156, -50, -156);
  c.bezierCurveTo(30, -158, 66, -130, 92, -90);
  c.closePath();
  c.fillStyle = coat;
  c.fill();
  box(c, coat, -208, -98, 414, 70, [34, 46, 18, 18]);
  box(c, "rgb(0 0 0 / 0.16)", -208, -50, 414, 22, [0, 0, 18, 18]);
  polygon(c, "#cfe6ee", [-122, -94], [-104, -136], [-40, -143], [-40, -94]);
  polygon(c, "#cfe6ee", [-26, -94], [-26, -143], [12, -140], [66, -94]);
  polygon(c, "#e6f4f7", [-12, -94], [8, -140], [22, -135], [6, -94]);
  box(c, "#fff2c9", 184, -76, 22, 20, 8);
  box(c, "#c8322e", -208, -80, 14, 20, 5);
  box(c, "rgb(255 255 255 / 0.6)", -6, -78, 22, 5, 2);
  box(c, "#cfd3d6", 190, -42, 24, 10, 4);
  box(c, "#cfd3d6", -216, -42, 24, 10, 4);
}

function drawWheel(c: Canvas, x: number, travelled: number): void {
  disc(c, "#2b2f36", x, -32, 36);
  disc(c, "#c9ced2", x, -32, 19);
  const turn = travelled / 26;
  for (let n = 0; n < 3; n += 1) {
    const angle = turn + (n * 2 * Math.PI) / 3;
    disc(c, "#7c848b", x + Math.cos(angle) * 11, -32 + Math.sin(angle) * 11, 4.5);
  }
}
