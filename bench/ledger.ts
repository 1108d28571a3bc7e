// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household's history in real Chromium: a thousand entries opened and judged, one more entry synced, a device
 * added. Beside it, in the same page and in turns, the bare Ed25519 verifications that the entries hold.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { build } from "vite";
import { chromiumFlags, chromiumPath } from "../tools/chromium.ts";
import { figure, median, type Figure } from "./figure.ts";
import type { Measured } from "./ledger/page.ts";
import { writeHistory } from "./ledger/history.ts";
import type { BenchOptions } from "./options.ts";
import { scratchFolder } from "./stage/scratch-folder.ts";

/** Answered from the folder; WebCrypto wants a secure origin. */
const ORIGIN = "https://ledger.bench.invalid";

export async function run({ isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  const entries = isQuick ? 100 : 1000;
  note(`writing a history of ${String(entries)} entries`);
  const history = JSON.stringify(await writeHistory(entries));
  await using folder = await scratchFolder();
  const root = join(import.meta.dirname, "ledger");
  await build({ root, logLevel: "error", build: { outDir: folder.path, emptyOutDir: true, target: "esnext" } });

  const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
  await using closing = new AsyncDisposableStack();
  closing.defer(() => browser.close());
  const page = await browser.newPage();
  await serve(page, folder.path, history);
  await page.goto(`${ORIGIN}/index.html`);
  await page.waitForFunction(() => "measureLedger" in window);
  const rounds: Measured[] = [];
  for (let round = 0; round < (isQuick ? 1 : 7); round += 1) {
    rounds.push(await page.evaluate(() => window.measureLedger()));
    note(`round ${String(round + 1)}: ${rounds.at(-1)?.openMs.toFixed(0) ?? ""} ms`);
  }
  const of = (name: keyof Measured) => median(rounds.map((round) => round[name]));
  const count = entries.toLocaleString("en");
  return [
    figure(`${count} entries opened and validated`, "ms", of("openMs"), of("bareMs"), { of: "value", atMost: 500 }),
    figure("one entry synced", "ms", of("syncMs"), of("bareOneMs"), { of: "value", atMost: 10 }),
    figure("a device added: 10 devices, 20 epochs", "ms", of("addMs"), null, { of: "value", atMost: 1000 }),
  ];
}

async function serve(page: Page, folder: string, history: string): Promise<void> {
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/history.json") {
      await route.fulfill({ contentType: "application/json", body: history });
      return;
    }
    const contentType = pathname.endsWith(".js") ? "text/javascript" : "text/html";
    await route.fulfill({ contentType, body: await readFile(join(folder, pathname)) });
  });
}
