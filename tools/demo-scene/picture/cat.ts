// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The cat on the railing. It watches who passes, and blinks. */
import { disc, limb, polygon, type Canvas } from "./brush.ts";
import { carAt } from "./car.ts";
import { courierAt } from "./timeline.ts";

const COAT = "#e8954a";
const STRIPE = "#cc7a33";
const CREAM = "#fbe7cb";

export function drawCat(c: Canvas, t: number): void {
  const watched = courierAt(t)?.x ?? carAt(t)?.x ?? 560;
  const look = Math.max(-1, Math.min(1, (watched - 300) / 380));
  const tail = Math.sin((2 * Math.PI * t) / 3);
  c.save();
  c.translate(232, 514);
  limb(c, COAT, 11, [-22, -6], [-40, 8], [-46 + tail * 4, 34], [-38 + tail * 11, 54]);
  limb(c, STRIPE, 11, [-41 + tail * 9, 48], [-38 + tail * 11, 54]);
  disc(c, COAT, 0, -26, 29, 33);
  for (const y of [-44, -32, -20]) limb(c, STRIPE, 4.5, [-27, y], [-15, y + 3]);
  disc(c, CREAM, 9, -20, 13, 20);
  limb(c, COAT, 11, [4, -20], [5, -3]);
  limb(c, COAT, 11, [18, -20], [19, -3]);
  disc(c, CREAM, 6, -2, 7.5, 4.5);
  disc(c, CREAM, 20, -2, 7.5, 4.5);
  drawHead(c, t, look);
  c.restore();
}

function drawHead(c: Canvas, t: number, look: number): void {
  const [x, y] = [5 + look * 5, -66];
  for (const side of [-1, 1]) {
    polygon(c, COAT, [x + side * 23, y - 6], [x + side * 21, y - 33], [x + side * 4, y - 19]);
    polygon(c, "#f3b9a5", [x + side * 19, y - 10], [x + side * 18, y - 26], [x + side * 8, y - 17]);
  }
  disc(c, COAT, x, y, 25, 21);
  for (const dx of [-6, 0, 6]) limb(c, STRIPE, 3, [x + dx, y - 19], [x + dx * 0.9, y - 12]);
  disc(c, CREAM, x + look * 4, y + 8, 12, 8.5);
  const blinks = t % 5.3 < 0.16;
  for (const side of [-1, 1]) {
    const eyeX = x + side * 9 + look * 5;
    if (blinks) limb(c, "#43302a", 2, [eyeX - 3, y - 2], [eyeX + 3, y - 2]);
    else disc(c, "#43302a", eyeX, y - 2, 3, 4);
  }
  polygon(c, "#d9746a", [x + look * 6 - 3, y + 4], [x + look * 6 + 3, y + 4], [x + look * 6, y + 8]);
}
