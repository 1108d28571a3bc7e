// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sky, sun, moon, stars and clouds. The only part that lamps do not light. */
import { disc, glow, scatter, type Canvas } from "./brush.ts";
import type { Daylight } from "./daylight.ts";
import { DURATION_S, WIDTH } from "./timeline.ts";

const SKY_HEIGHT = 340;
const CLOUD_PX_PER_S = 8;
/** Clouds go back to their start in the dark, where nobody sees them, and so does the sun. */
const MIDNIGHT_S = 40;

export function drawSky(c: Canvas, t: number, light: Daylight): void {
  const gradient = c.createLinearGradient(0, 0, 0, SKY_HEIGHT);
  gradient.addColorStop(0, light.sky[0]);
  gradient.addColorStop(0.6, light.sky[1]);
  gradient.addColorStop(1, light.sky[2]);
  c.fillStyle = gradient;
  c.fillRect(0, 0, WIDTH, SKY_HEIGHT + 20);
  drawStars(c, light.stars);
  drawSun(c, t, light.sunSunk);
  drawMoon(c, light.stars);
  drawClouds(c, t, light);
}

function drawStars(c: Canvas, strength: number): void {
  const next = scatter(7);
  for (let n = 0; n < 46; n += 1) {
    const [x, y, size] = [next() * WIDTH, 50 + next() * 170, 0.9 + next() * 1.3];
    disc(c, `rgb(255 246 220 / ${String(strength * (0.4 + 0.6 * next()))})`, x, y, size);
  }
}

function drawSun(c: Canvas, t: number, sunk: number): void {
  if (sunk > 1.45) return;
  const [x, y] = [360 + (t > MIDNIGHT_S ? 100 : -40) * sunk, 118 + 175 * sunk];
  const red = Math.min(1, Math.max(0, sunk - 0.2));
  glow(c, `255 ${String(Math.round(240 - 70 * red))} ${String(Math.round(190 - 80 * red))}`, 0.75, x, y, 190);
  disc(c, `rgb(255 ${String(Math.round(247 - 75 * red))} ${String(Math.round(214 - 115 * red))})`, x, y, 37);
}

function drawMoon(c: Canvas, strength: number): void {
  const y = 190 - 80 * strength;
  glow(c, "220 225 255", 0.35 * strength, 884, y, 120);
  c.save();
  c.globalAlpha = strength;
  disc(c, "#fdf3d7", 884, y, 25);
  disc(c, "#efe1bd", 876, y - 6, 6);
  disc(c, "#efe1bd", 893, y + 7, 4.5);
  disc(c, "#efe1bd", 889, y - 11, 3);
  c.restore();
}

function drawClouds(c: Canvas, t: number, light: Daylight): void {
  for (const [start, y, scale] of [
    [458, 132, 0.95],
    [800, 106, 0.72],
    [1080, 176, 0.5],
  ] as const) {
    const x = start + CLOUD_PX_PER_S * (t > MIDNIGHT_S ? t - DURATION_S : t);
    drawCloud(c, x, y, scale, 0.85 * (1 - light.darkness));
  }
}

function drawCloud(c: Canvas, x: number, y: number, scale: number, alpha: number): void {
  c.save();
  c.globalAlpha = alpha;
  c.translate(x, y);
  c.scale(scale, scale);
  c.beginPath();
  for (const [cx, cy, r] of [
    [-48, 4, 20],
    [-20, -10, 28],
    [18, -18, 34],
    [52, 0, 23],
  ] as const) {
    c.moveTo(cx + r, cy);
    c.arc(cx, cy, r, 0, 2 * Math.PI);
  }
  c.roundRect(-68, 0, 143, 24, 12);
  c.fillStyle = "#ffffff";
  c.fill();
  c.restore();
}
