// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Has entries judged by the vault's code in real Chromium, built as it is for the product. */
import { encodeHex } from "@nightlatch/bytes";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import { chromiumFlags, chromiumPath } from "../../tools/chromium.ts";
import type {} from "./in-browser/page.ts";

/** Answered from the folder; WebCrypto wants a secure origin. */
const ORIGIN = "https://insider.test.invalid";

/** One code a candidate, in order. */
export async function judgeInBrowser(
  history: readonly Uint8Array[],
  candidates: readonly Uint8Array[],
): Promise<readonly string[]> {
  await using owned = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "nightlatch-in-browser-"));
  owned.defer(() => rm(folder, { recursive: true }));
  const root = join(import.meta.dirname, "in-browser");
  await build({ root, logLevel: "error", build: { outDir: folder, emptyOutDir: true, target: "esnext" } });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
  owned.defer(() => browser.close());
  const page = await browser.newPage();
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const contentType = pathname.endsWith(".js") ? "text/javascript" : "text/html";
    await route.fulfill({ contentType, body: await readFile(join(folder, pathname)) });
  });
  await page.goto(`${ORIGIN}/index.html`);
  await page.waitForFunction(() => "judgeEntries" in window);
  const toJudge = { history: history.map(encodeHex), candidates: candidates.map(encodeHex) };
  return await page.evaluate((given) => window.judgeEntries(given), toJudge);
}
