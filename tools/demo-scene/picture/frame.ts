// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One frame of the scene. The world is painted in daylight colours, multiplied by a map of the
 * light that falls on it, laid over the sky, and then whatever shines by itself is added.
 */
import { box, glow, type Canvas } from "./brush.ts";
import { drawCar, drawHeadlights } from "./car.ts";
import { drawCat } from "./cat.ts";
import { drawCourier } from "./courier.ts";
import { daylightAt, type Daylight } from "./daylight.ts";
import { drawGround, drawPlants } from "./garden.ts";
import { drawLeftParcel } from "./parcel.ts";
import { drawPorchFloor, drawPorchFrame, LANTERN } from "./porch.ts";
import { drawSky } from "./sky.ts";
import { drawStreet, litWindows, STREET_LAMP } from "./street.ts";
import { courierAt, HEIGHT, SIDEWALK_Y, WIDTH } from "./timeline.ts";

export type Easel = Readonly<{ picture: Canvas; world: Canvas; lightMap: Canvas }>;

export function drawFrame(easel: Easel, t: number): void {
  const { picture, world, lightMap } = easel;
  const light = daylightAt(t);
  drawWorld(world, t);
  drawLightMap(lightMap, light);
  lightUp(world, lightMap);
  drawSky(picture, t, light);
  picture.drawImage(world.canvas, 0, 0);
  drawLamps(picture, t, light);
  drawVignette(picture);
}

/** Multiplies colours and leaves coverage alone; the canvas' own "multiply" would brighten every edge. */
function lightUp(world: Canvas, lightMap: Canvas): void {
  const image = world.getImageData(0, 0, WIDTH, HEIGHT);
  const [colours, lights] = [image.data, lightMap.getImageData(0, 0, WIDTH, HEIGHT).data];
  for (let n = 0; n < colours.length; n += 1) {
    if (n % 4 !== 3) colours[n] = ((colours[n] ?? 0) * (lights[n] ?? 0)) / 255;
  }
  world.putImageData(image, 0, 0);
}

function drawWorld(c: Canvas, t: number): void {
  c.clearRect(0, 0, WIDTH, HEIGHT);
  drawStreet(c);
  drawCar(c, t);
  drawGround(c);
  drawPorchFloor(c);
  const courier = courierAt(t);
  const isOnSidewalk = courier !== undefined && courier.groundY <= SIDEWALK_Y;
  if (isOnSidewalk) drawCourier(c, courier);
  drawPlants(c, t);
  if (courier !== undefined && !isOnSidewalk) drawCourier(c, courier);
  drawLeftParcel(c, t);
  drawPorchFrame(c, t);
  drawCat(c, t);
}

function drawLightMap(c: Canvas, light: Daylight): void {
  c.clearRect(0, 0, WIDTH, HEIGHT);
  box(c, light.ambient, 0, 0, WIDTH, HEIGHT);
  c.save();
  c.globalCompositeOperation = "lighten";
  const porch = light.porchLight * light.darkness;
  glow(c, "255 222 160", porch, 700, 690, 620, 0.62);
  glow(c, "255 226 168", porch, LANTERN.x, LANTERN.y, 430);
  glow(c, "255 214 150", 0.8 * light.townLights * light.darkness, STREET_LAMP.x - 28, 392, 210, 0.24);
  glow(c, "255 214 150", 0.5 * light.townLights * light.darkness, STREET_LAMP.x - 28, STREET_LAMP.bulbY + 60, 150);
  c.restore();
}

function drawLamps(c: Canvas, t: number, light: Daylight): void {
  c.save();
  c.globalCompositeOperation = "screen";
  const town = light.townLights * light.darkness;
  for (const [x, y, width, height] of litWindows()) {
    c.globalCompositeOperation = "source-over";
    box(c, `rgb(255 207 125 / ${String(0.92 * town)})`, x, y, width, height, 1);
    box(c, `rgb(120 80 60 / ${String(0.6 * town)})`, x + 14, y, 2.5, height);
    c.globalCompositeOperation = "screen";
    glow(c, "255 190 100", 0.3 * town, x + width / 2, y + height / 2, 46);
  }
  glow(c, "255 226 170", 0.75 * town, STREET_LAMP.x - 28, STREET_LAMP.bulbY - 5, 90);
  c.save();
  c.clip(openStreet(), "evenodd");
  drawHeadlights(c, t, light.darkness);
  c.restore();
  const porch = light.porchLight * (0.35 + 0.65 * light.darkness);
  glow(c, "255 214 140", 0.9 * porch, LANTERN.x, LANTERN.y + 2, 220);
  glow(c, "255 246 220", porch, LANTERN.x, LANTERN.y + 4, 40);
  c.restore();
}

/** Where light from the road reaches the lens: between the posts, but not through the tree. */
function openStreet(): Path2D {
  const path = new Path2D();
  path.rect(104, 0, 1072, HEIGHT);
  path.ellipse(1000, 266, 112, 96, 0, 0, 2 * Math.PI);
  path.rect(989, 361, 22, 100);
  return path;
}

/** The soft corners of a small lens. */
function drawVignette(c: Canvas): void {
  const gradient = c.createRadialGradient(WIDTH / 2, HEIGHT / 2, HEIGHT * 0.62, WIDTH / 2, HEIGHT / 2, HEIGHT * 1.05);
  gradient.addColorStop(0, "rgb(16 22 40 / 0)");
  gradient.addColorStop(1, "rgb(16 22 40 / 0.24)");
  c.fillStyle = gradient;
  c.fillRect(0, 0, WIDTH, HEIGHT);
}
