// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What runs in the page: three canvases, and a function that answers a frame as a PNG. */
import type { Canvas } from "./brush.ts";
import { drawFrame, type Easel } from "./frame.ts";
import { HEIGHT, WIDTH } from "./timeline.ts";

declare global {
  // The one door between the page and the program that drives it.
  var paintFrame: (timeS: number) => Promise<string>;
}

const easel: Easel = { picture: canvas(), world: canvas(), lightMap: canvas() };

globalThis.paintFrame = (timeS) => {
  drawFrame(easel, timeS);
  return Promise.resolve(easel.picture.canvas.toDataURL("image/png").slice("data:image/png;base64,".length));
};

function canvas(): Canvas {
  const element = document.createElement("canvas");
  element.width = WIDTH;
  element.height = HEIGHT;
  const context = element.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("this browser has no canvas");
  return context;
}
