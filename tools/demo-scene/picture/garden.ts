// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Lawn, path, beds, mailbox and the little tree. */
import { box, disc, limb, polygon, scatter, type Canvas } from "./brush.ts";
import { PATH_X, SIDEWALK_Y, WIDTH } from "./timeline.ts";

const TOP_Y = SIDEWALK_Y + 8;
const BOTTOM_Y = 640;

export function drawGround(c: Canvas): void {
  drawLawn(c);
  drawPath(c);
}

/** All that stands on the ground: hides who walks on the sidewalk. */
export function drawPlants(c: Canvas, t: number): void {
  drawBeds(c, t);
  drawMailbox(c);
  drawTree(c, t);
}

function drawLawn(c: Canvas): void {
  box(c, "#8cc074", 0, TOP_Y, WIDTH, BOTTOM_Y - TOP_Y + 40);
  // Mown stripes, all towards one vanishing point.
  for (let n = -9; n < 9; n += 1) {
    const [near, far] = [n * 260, n * 84];
    polygon(
      c,
      "#96c97d",
      [PATH_X + far, TOP_Y],
      [PATH_X + far + 42, TOP_Y],
      [PATH_X + near + 130, 680],
      [PATH_X + near, 680],
    );
  }
  box(c, "rgb(60 110 60 / 0.18)", 0, TOP_Y, WIDTH, 4);
}

/** Half the width of the path at this height. */
function pathHalf(y: number): number {
  return (y - 300) * 0.49;
}

function drawPath(c: Canvas): void {
  const edge = (side: number, y: number, extra: number): readonly [number, number] => [
    PATH_X + side * (pathHalf(y) + extra),
    y,
  ];
  polygon(c, "#6fa65c", edge(-1, TOP_Y, 4), edge(1, TOP_Y, 4), edge(1, 660, 12), edge(-1, 660, 12));
  polygon(c, "#e5d3b3", edge(-1, TOP_Y, 0), edge(1, TOP_Y, 0), edge(1, 660, 0), edge(-1, 660, 0));
  const rows = [TOP_Y, 427, 443, 464, 491, 526, 572, 634];
  rows.forEach((y, n) => {
    const nextY = rows[n + 1] ?? 690;
    const [shift, cut] = n % 2 === 0 ? [-0.3, 0.36] : [0.28, -0.4];
    polygon(
      c,
      "#dcc7a4",
      edge(1, y, 0),
      [PATH_X + pathHalf(y) * shift, y],
      [PATH_X + pathHalf(nextY) * shift, nextY],
      edge(1, nextY, 0),
    );
    polygon(c, n % 3 === 0 ? "#ead9bc" : "#e2cfad", [PATH_X + pathHalf(y) * cut, y], edge(1, y, 0), edge(1, nextY, 0), [
      PATH_X + pathHalf(nextY) * cut,
      nextY,
    ]);
    limb(c, "#c9b48f", 1 + n * 0.4, edge(-1, y, 0), edge(1, y, 0));
    limb(c, "#c9b48f", 1 + n * 0.4, [PATH_X + pathHalf(y) * cut, y], [PATH_X + pathHalf(nextY) * cut, nextY]);
  });
}

function drawBeds(c: Canvas, t: number): void {
  const next = scatter(21);
  for (const side of [-1, 1]) {
    for (let y = 432; y < 640; y += 11 + (y - 420) * 0.09) {
      const size = (y - 300) / 100;
      const x = PATH_X + side * (pathHalf(y) + 15 * size + next() * 6 * size);
      disc(c, "#5f9a58", x, y, 12 * size, 8 * size);
      disc(c, "#71ab66", x - 2 * size, y - 3 * size, 8 * size, 5 * size);
      drawFlower(
        c,
        t,
        x,
        y,
        size,
        ["#f4776b", "#ffd166", "#fdf6ee", "#e58fb4"][Math.floor(next() * 4)] ?? "#fdf6ee",
        next(),
      );
    }
  }
}

function drawFlower(c: Canvas, t: number, x: number, y: number, size: number, colour: string, turn: number): void {
  // One whole sway per second: the loop stays seamless and each GOP repeats.
  const sway = Math.sin(2 * Math.PI * (t / 4 + turn)) * 0.9 * size;
  const [tipX, tipY] = [x + (turn - 0.5) * 8 * size + sway, y - (11 + turn * 5) * size];
  limb(c, "#4f8a4d", 1.4 * size, [x, y - 2 * size], [tipX, tipY]);
  for (let n = 0; n < 5; n += 1) {
    const angle = (n / 5) * 2 * Math.PI + turn * 6;
    disc(c, colour, tipX + Math.cos(angle) * 2.9 * size, tipY + Math.sin(angle) * 2.9 * size, 2.3 * size);
  }
  disc(c, "#f2b544", tipX, tipY, 1.9 * size);
}

function drawMailbox(c: Canvas): void {
  const [x, y] = [548, 428];
  disc(c, "rgb(40 80 50 / 0.22)", x + 6, y, 20, 4);
  box(c, "#8a6a4f", x - 3, y - 66, 6, 66, 2);
  box(c, "#c8504a", x - 20, y - 92, 40, 28, [14, 14, 3, 3]);
  box(c, "#a83f3d", x + 6, y - 92, 14, 28, [14, 14, 3, 3]);
  box(c, "#f5d06b", x + 18, y - 98, 3, 16, 1);
  box(c, "#f5d06b", x + 18, y - 98, 10, 7, 1);
}

function drawTree(c: Canvas, t: number): void {
  const [x, y] = [1000, 462];
  const sway = Math.sin((2 * Math.PI * t) / 6) * 2.5;
  disc(c, "rgb(40 80 50 / 0.2)", x + 20, y + 4, 104, 15);
  polygon(c, "#8a6248", [x - 13, y + 4], [x - 7, y - 150], [x + 8, y - 150], [x + 14, y + 4]);
  limb(c, "#8a6248", 9, [x + 1, y - 96], [x + 38, y - 146]);
  limb(c, "#8a6248", 7, [x, y - 120], [x - 32, y - 160]);
  const leaf = (fill: string, dx: number, dy: number, r: number, part: number): void =>
    disc(c, fill, x + dx + sway * part, y + dy, r);
  for (const [dx, dy, r] of [
    [-56, -176, 56],
    [56, -178, 60],
    [0, -232, 66],
    [0, -160, 60],
  ] as const)
    leaf("#4f9868", dx, dy, r, 1);
  for (const [dx, dy, r] of [
    [-62, -188, 40],
    [40, -192, 42],
    [-8, -246, 46],
    [-14, -176, 40],
  ] as const)
    leaf("#62ad77", dx, dy, r, 1.3);
  for (const [dx, dy, r] of [
    [-24, -262, 20],
    [-74, -200, 16],
    [34, -208, 17],
  ] as const)
    leaf("#7cc18a", dx, dy, r, 1.6);
}
