// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A drawn scene in the place of a camera's picture, with the same words burnt in as the product's viewer. */
import { burnIn } from "../src/vault/footage/burn-in.ts";

export function paintWax(canvas: OffscreenCanvas, words: string): void {
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) return;
  canvas.width = 1280;
  canvas.height = 720;
  const sky = context.createLinearGradient(0, 0, 0, 720);
  sky.addColorStop(0, "#26384f");
  sky.addColorStop(1, "#8d8f83");
  context.fillStyle = sky;
  context.fillRect(0, 0, 1280, 720);
  context.fillStyle = "#3a3f3a";
  context.fillRect(0, 470, 1280, 250);
  context.fillStyle = "#6e2f2a";
  context.fillRect(560, 200, 170, 330);
  burnIn(context, { width: 1280, height: 720 }, { who: words, atMs: Date.now() });
}
