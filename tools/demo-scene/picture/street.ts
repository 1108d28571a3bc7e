// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Across the road: hills, houses, trees, the road itself and its lamp. */
import { box, disc, limb, polygon, type Canvas } from "./brush.ts";
import { SIDEWALK_Y, WIDTH } from "./timeline.ts";

const FAR_KERB_Y = 337;

type House = Readonly<{
  x: number;
  width: number;
  wallY: number;
  roofY: number;
  wall: string;
  side: string;
  roof: string;
  door: string;
  windows: readonly (readonly [number, number])[];
}>;

const HOUSES: readonly House[] = [
  {
    x: 128,
    width: 206,
    wallY: 232,
    roofY: 168,
    wall: "#f3e3c4",
    side: "#dcc7a1",
    roof: "#b5654f",
    door: "#4f7f86",
    windows: [
      [22, 22],
      [88, 22],
      [152, 22],
      [152, 66],
    ],
  },
  {
    x: 428,
    width: 150,
    wallY: 246,
    roofY: 190,
    wall: "#dfe8e4",
    side: "#c0cfca",
    roof: "#56707e",
    door: "#d98a4e",
    windows: [
      [18, 20],
      [98, 20],
    ],
  },
  {
    x: 700,
    width: 190,
    wallY: 228,
    roofY: 170,
    wall: "#e9b98f",
    side: "#cf9a70",
    roof: "#7b5a57",
    door: "#f0e2c6",
    windows: [
      [20, 26],
      [82, 26],
      [138, 26],
      [20, 68],
    ],
  },
  {
    x: 1002,
    width: 178,
    wallY: 240,
    roofY: 178,
    wall: "#c9d8e4",
    side: "#a9bccb",
    roof: "#8a4f5a",
    door: "#3f5f7c",
    windows: [
      [20, 22],
      [124, 22],
      [124, 62],
    ],
  },
];

export function drawStreet(c: Canvas): void {
  drawHills(c);
  drawFarTrees(c);
  for (const house of HOUSES) drawHouse(c, house);
  drawHedges(c);
  drawRoad(c);
  drawStreetLamp(c);
}

/** Panes of the houses, to be lit in the evening. */
export function litWindows(): readonly (readonly [x: number, y: number, width: number, height: number])[] {
  return HOUSES.flatMap((house, h) =>
    house.windows.flatMap(([dx, dy], n) =>
      (h * 3 + n) % 4 === 1 ? [] : [[house.x + dx, house.wallY + dy, 30, 26] as const],
    ),
  );
}

export const STREET_LAMP = { x: 932, bulbY: 196 } as const;

function drawHills(c: Canvas): void {
  c.beginPath();
  c.moveTo(0, 262);
  c.bezierCurveTo(160, 200, 330, 232, 520, 250);
  c.bezierCurveTo(700, 205, 900, 196, 1060, 236);
  c.bezierCurveTo(1150, 212, 1230, 214, WIDTH, 232);
  c.lineTo(WIDTH, 345);
  c.lineTo(0, 345);
  c.fillStyle = "#a9cdb4";
  c.fill();
}

function drawFarTrees(c: Canvas): void {
  for (const [x, y, r] of [
    [52, 276, 44],
    [96, 292, 34],
    [382, 270, 42],
    [640, 268, 48],
    [606, 294, 32],
    [676, 292, 30],
    [944, 272, 44],
    [980, 294, 30],
    [1226, 268, 52],
    [1266, 290, 40],
  ] as const) {
    disc(c, "#6fa985", x, y, r, r * 1.06);
    disc(c, "#82ba93", x - r * 0.22, y - r * 0.26, r * 0.62);
  }
}

function drawHouse(c: Canvas, house: House): void {
  const { x, width, wallY, roofY } = house;
  box(c, house.roof, x + width * 0.7, roofY - 16, 20, 46);
  box(c, house.wall, x, wallY, width, FAR_KERB_Y - wallY);
  polygon(
    c,
    house.side,
    [x + width * 0.62, wallY],
    [x + width, wallY],
    [x + width, FAR_KERB_Y],
    [x + width * 0.62, FAR_KERB_Y],
  );
  polygon(c, house.roof, [x - 14, wallY + 3], [x + 26, roofY], [x + width - 26, roofY], [x + width + 14, wallY + 3]);
  c.fillStyle = "rgb(0 0 0 / 0.1)";
  c.fillRect(x, wallY + 3, width, 5);
  for (const [dx, dy] of house.windows) drawWindow(c, x + dx, wallY + dy);
  box(c, house.door, x + width * 0.44, FAR_KERB_Y - 46, 26, 46, 3);
  disc(c, "#f7e7b8", x + width * 0.44 + 21, FAR_KERB_Y - 22, 1.8);
}

function drawWindow(c: Canvas, x: number, y: number): void {
  box(c, "#fbf6ea", x - 3, y - 3, 36, 32, 2);
  box(c, "#7fa3b8", x, y, 30, 26, 1);
  polygon(c, "#a5c4d4", [x + 3, y + 26], [x + 19, y], [x + 28, y], [x + 12, y + 26]);
  box(c, "#fbf6ea", x + 14, y, 2.5, 26);
}

function drawHedges(c: Canvas): void {
  for (const [x, width] of [
    [0, 118],
    [338, 84],
    [586, 104],
    [896, 100],
    [1188, 100],
  ] as const) {
    box(c, "#5d9a72", x, FAR_KERB_Y - 27, width, 30, 13);
    box(c, "#6fae82", x + 5, FAR_KERB_Y - 27, width - 10, 13, 7);
  }
}

function drawRoad(c: Canvas): void {
  box(c, "#d8d2c4", 0, FAR_KERB_Y, WIDTH, 9);
  box(c, "#7d8790", 0, 345, WIDTH, 48);
  box(c, "#727c86", 0, 345, WIDTH, 5);
  for (let x = -30; x < WIDTH; x += 130) polygon(c, "#e9e4d2", [x, 367], [x + 62, 367], [x + 60, 371], [x - 3, 371]);
  box(c, "#c3bcae", 0, 392, WIDTH, 5);
  box(c, "#dfd8c9", 0, 396, WIDTH, SIDEWALK_Y + 8 - 396);
  for (let x = 14; x < WIDTH; x += 84) {
    const lean = (x - WIDTH / 2) * 0.05;
    limb(c, "#c9c1b1", 1.6, [x, 397], [x + lean, SIDEWALK_Y + 7]);
  }
}

function drawStreetLamp(c: Canvas): void {
  const { x, bulbY } = STREET_LAMP;
  box(c, "#4a5560", x - 3, bulbY, 6, 146, 2);
  limb(c, "#4a5560", 5, [x, bulbY + 2], [x - 4, bulbY - 8], [x - 24, bulbY - 12]);
  polygon(c, "#3e4852", [x - 42, bulbY - 8], [x - 36, bulbY - 17], [x - 20, bulbY - 17], [x - 15, bulbY - 8]);
  box(c, "#fdf4d2", x - 38, bulbY - 8, 20, 4, 2);
}
