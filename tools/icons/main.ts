// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Draws the app's icons from the one drawing, apps/household-web/public/icon.svg, in Chromium:
 * `node tools/icons/main.ts`. Run it after changing the drawing, and commit what it writes.
 */
import { readFile, writeFile } from "node:fs/promises";
import { chromium, type Browser } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../chromium.ts";

const PUBLIC = new URL("../../apps/household-web/public/", import.meta.url);

const drawing = await readFile(new URL("icon.svg", PUBLIC), "utf8");
await using browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
await drawIcon(browser, drawing, 192, "icon-192.png");
await drawIcon(browser, drawing, 512, "icon-512.png");
await drawIcon(browser, withoutCorners(drawing), 512, "icon-maskable-512.png");

async function drawIcon(browser: Browser, svg: string, sizePx: number, name: string): Promise<void> {
  await using page = await browser.newPage({ viewport: { width: sizePx, height: sizePx } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  await writeFile(new URL(name, PUBLIC), await page.screenshot({ omitBackground: true }));
}

/** Phones cut their own shape out of a maskable icon: the ground goes to the edge, the mark stays in the middle 80 %. */
function withoutCorners(svg: string): string {
  const filled = svg.replace(/ rx="[\d.]+"/, "").replace(/scale\([\d.]+\)/, "scale(.7)");
  if (filled === svg) throw new Error("icon.svg has no rounded ground: draw the maskable icon by its new shape");
  return filled;
}
