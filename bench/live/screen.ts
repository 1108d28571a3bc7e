// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One browser page whose painting is measured. */
import type { Page } from "playwright-core";
import { PROBE_CHANNEL, type Painted } from "./paint-probe.ts";

/** What was painted since the last reading. */
export function readPainted(page: Page): Promise<Painted> {
  return page.evaluate((name) => {
    const channel = new BroadcastChannel(name);
    return new Promise<Painted>((resolve) => {
      channel.onmessage = ({ data }: MessageEvent<Painted>) => {
        channel.close();
        resolve(data);
      };
      channel.postMessage("read");
    });
  }, PROBE_CHANNEL);
}

/** Resolves when the page has painted; what was painted until then is forgotten. */
export async function waitForPicture(page: Page): Promise<Painted> {
  const until = performance.now() + 30_000;
  while (performance.now() < until) {
    await page.waitForTimeout(100);
    const painted = await Promise.race([readPainted(page), page.waitForTimeout(1000)]);
    if (painted !== undefined && painted.paints.length > 0) return painted;
  }
  throw new Error(`no picture came at ${page.url()}: ${await page.locator("body").innerText()}`);
}
