// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The near frame: boards, mat, railing, posts, the lantern and the hanging basket. */
import { box, disc, limb, polygon, type Canvas } from "./brush.ts";
import { HEIGHT, WIDTH } from "./timeline.ts";

export const LANTERN = { x: 1118, y: 118 } as const;
const EDGE_Y = 622;

/** Drawn before whoever stands at the door. */
export function drawPorchFloor(c: Canvas): void {
  box(c, "#8d6549", 0, EDGE_Y + 10, WIDTH, 16);
  box(c, "#c69a72", 0, EDGE_Y, WIDTH, 12, 2);
  box(c, "#b98c65", 0, EDGE_Y + 26, WIDTH, HEIGHT - EDGE_Y - 26);
  for (let n = -12; n <= 12; n += 1) {
    limb(c, "#a57a56", 2.5, [640 + n * 84, EDGE_Y + 26], [640 + n * 118, HEIGHT]);
    if (n % 3 === 0)
      polygon(
        c,
        "#c1956d",
        [640 + n * 84, EDGE_Y + 26],
        [640 + n * 84 + 84, EDGE_Y + 26],
        [640 + n * 118 + 118, HEIGHT],
        [640 + n * 118, HEIGHT],
      );
  }
  polygon(c, "#5f6f73", [470, 664], [810, 664], [858, HEIGHT], [422, HEIGHT]);
  polygon(c, "#748589", [484, 670], [796, 670], [838, HEIGHT], [442, HEIGHT]);
  for (let n = 0; n < 4; n += 1) limb(c, "#687a7e", 2, [480 - n * 10, 680 + n * 12], [800 + n * 10, 680 + n * 12]);
}

/** Drawn over the garden and the people. */
export function drawPorchFrame(c: Canvas, t: number): void {
  drawRailing(c, 0, 300);
  drawRailing(c, 980, WIDTH);
  drawPost(c, 44);
  drawPost(c, 1176);
  drawCeiling(c);
  drawLantern(c);
  drawBasket(c, t);
}

function drawRailing(c: Canvas, from: number, to: number): void {
  for (let x = from + 16; x < to - 8; x += 38) {
    box(c, "#f4ecdd", x, 528, 11, 104, 2);
    box(c, "#dccfb8", x + 7, 528, 4, 104, 2);
  }
  box(c, "#fbf5e9", from, 512, to - from, 18, 4);
  box(c, "#dccfb8", from, 526, to - from, 6, 2);
  box(c, "#f4ecdd", from, 606, to - from, 12, 3);
  const end = from === 0 ? to - 8 : from - 14;
  box(c, "#fbf5e9", end, 494, 22, 146, 3);
  box(c, "#e3d7c2", end + 15, 494, 7, 146, 3);
  disc(c, "#fbf5e9", end + 11, 488, 14);
}

function drawPost(c: Canvas, x: number): void {
  box(c, "#fbf5e9", x, 40, 60, HEIGHT);
  box(c, "#e3d7c2", x + 42, 40, 18, HEIGHT);
  box(c, "#efe5d3", x - 8, 58, 76, 22, 3);
  box(c, "#efe5d3", x - 8, 640, 76, HEIGHT, 3);
  box(c, "#d9ccb4", x - 8, 76, 76, 5, 2);
}

function drawCeiling(c: Canvas): void {
  box(c, "#8fb3ae", 0, 0, WIDTH, 28);
  for (let n = -9; n <= 9; n += 1) limb(c, "#7ea39e", 2, [640 + n * 92, 0], [640 + n * 84, 28]);
  box(c, "#fbf5e9", 0, 26, WIDTH, 24);
  box(c, "#dccfb8", 0, 46, WIDTH, 7);
}

function drawLantern(c: Canvas): void {
  const { x, y } = LANTERN;
  limb(c, "#3c3a3e", 4, [x, 50], [x, y - 38]);
  polygon(c, "#3c3a3e", [x - 28, y - 24], [x - 11, y - 40], [x + 11, y - 40], [x + 28, y - 24]);
  polygon(c, "#e9ddc0", [x - 22, y - 24], [x + 22, y - 24], [x + 17, y + 26], [x - 17, y + 26]);
  disc(c, "#fff6da", x, y + 4, 9, 13);
  limb(c, "#3c3a3e", 3.5, [x - 23, y - 24], [x - 17, y + 26]);
  limb(c, "#3c3a3e", 3.5, [x + 23, y - 24], [x + 17, y + 26]);
  box(c, "#3c3a3e", x - 21, y + 25, 42, 7, 3);
}

function drawBasket(c: Canvas, t: number): void {
  const swing = Math.sin((2 * Math.PI * t) / 4) * 3;
  const [x, y] = [182 + swing, 178];
  for (const dx of [-44, 0, 44]) limb(c, "#6d5a4b", 2, [182, 50], [x + dx, y]);
  for (const [dx, dy, r] of [
    [-46, 2, 22],
    [-20, -14, 26],
    [14, -16, 27],
    [44, 0, 23],
    [0, 0, 28],
  ] as const)
    disc(c, "#559a63", x + dx, y + dy, r);
  for (const [dx, dy, r] of [
    [-30, -12, 14],
    [8, -24, 15],
    [38, -8, 12],
  ] as const)
    disc(c, "#6db57a", x + dx, y + dy, r);
  polygon(c, "#a9744e", [x - 52, y + 8], [x + 52, y + 8], [x + 34, y + 50], [x - 34, y + 50]);
  polygon(c, "#935f3f", [x + 14, y + 8], [x + 52, y + 8], [x + 34, y + 50], [x + 10, y + 50]);
  for (const [dx, dy, length] of [
    [-56, 10, 40],
    [54, 8, 50],
    [-36, 12, 26],
  ] as const) {
    limb(c, "#559a63", 5, [x + dx, y + dy], [x + dx * 1.12 + swing * 0.6, y + dy + length]);
    disc(c, "#e58fb4", x + dx * 1.12 + swing * 0.6, y + dy + length, 6);
  }
  for (const [dx, dy] of [
    [-50, -6],
    [-24, -26],
    [4, -36],
    [30, -22],
    [50, -8],
    [-8, -8],
    [20, 0],
    [-34, 4],
  ] as const) {
    disc(c, dx % 4 === 0 ? "#f6b5cc" : "#ea7fa6", x + dx, y + dy, 7.5);
    disc(c, "#fff3d6", x + dx, y + dy, 2.6);
  }
}
