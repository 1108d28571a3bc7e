// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Headless Chromium as a paint box: runs `picture/` in a page, without a build and without a network. */
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../chromium.ts";

const ORIGIN = "http://scene.invalid/";
export class Painter implements AsyncDisposable {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(): Promise<Painter> {
    const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
    const page = await browser.newPage();
    await page.route(`${ORIGIN}**`, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === "")
        return route.fulfill({
          contentType: "text/html",
          body: "<!doctype html><script type=module src=page.ts></script>",
        });
      const source = await readFile(fileURLToPath(new URL(`./picture/${name}`, import.meta.url)), "utf8");
      return route.fulfill({ contentType: "text/javascript", body: stripTypeScriptTypes(source) });
    });
    page.on("pageerror", (error) => process.stderr.write(`${error.stack ?? error.message}\n`));
    await page.goto(ORIGIN);
    await page.waitForFunction("typeof paintFrame === 'function'", undefined, { timeout: 10_000 });
    return new Painter(page);
  }

  async paint(timeS: number): Promise<Buffer> {
    const base64 = await this.#page.evaluate<string>(`paintFrame(${String(timeS)})`);
    return Buffer.from(base64, "base64");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#page.context().browser()?.close();
  }
}
