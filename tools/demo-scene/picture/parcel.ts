// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The parcel, and the two arms of whoever lives here that take it in. Centimetres, standing on (x, y). */
import { box, disc, limb, polygon, type Canvas } from "./brush.ts";
import { DOORSTEP_Y, ease, PARCEL_DOWN_S, PARCEL_GONE_S, PARCEL_TAKEN_S, PATH_X, pixelsPerMetre } from "./timeline.ts";

export function drawParcel(c: Canvas, x: number, y: number, breadth: number): void {
  c.save();
  c.translate(x, y);
  c.scale(breadth, 0.5 + breadth / 2);
  polygon(c, "#e3bd88", [-25, -29], [-19, -37], [19, -37], [25, -29]);
  box(c, "#cf9f67", -25, -29, 50, 32, 2);
  box(c, "#bd8c56", 12, -29, 13, 32, 2);
  box(c, "#f1dcae", -5, -37, 10, 20);
  box(c, "#fbf6ea", -20, -13, 13, 9, 1.5);
  disc(c, "#d95f55", 15, -9, 3.1);
  disc(c, "#d95f55", 19.4, -9, 3.1);
  polygon(c, "#d95f55", [12.4, -7.6], [22, -7.6], [17.2, -2]);
  c.restore();
}

/** The parcel on the doorstep from delivery until it is taken in. */
export function drawLeftParcel(c: Canvas, t: number): void {
  if (t < PARCEL_DOWN_S || t > PARCEL_GONE_S) return;
  const taking = t - PARCEL_TAKEN_S;
  const reach = ease(taking / 0.6);
  const pull = ease((taking - 0.75) / 0.6);
  const scale = (pixelsPerMetre(DOORSTEP_Y) / 100) * (1 + pull * 0.25);
  c.save();
  c.translate(PATH_X, DOORSTEP_Y + pull * 190);
  c.scale(scale, scale);
  disc(c, "rgb(40 35 35 / 0.3)", 3, 4, 32, 6);
  drawParcel(c, 0, 4, 0.86);
  if (taking > 0) drawTakingArms(c, reach);
  c.restore();
}

function drawTakingArms(c: Canvas, reach: number): void {
  const away = (1 - reach) * 60;
  for (const side of [-1, 1]) {
    limb(c, "#b9566b", 19, [side * 56, 90 + away], [side * 35, 26 + away], [side * 29, 10 + away]);
    limb(c, "#a14659", 20, [side * 30, 14 + away], [side * 29.4, 11 + away]);
    disc(c, "#c98d6b", side * 25, -2 + away, 8.5, 10);
    limb(c, "#c98d6b", 5.5, [side * 22, -4 + away], [side * 15, -8 + away]);
  }
}
