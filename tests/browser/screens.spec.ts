// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Every screen in every state of the gallery: axe finds nothing serious (light at the desk, dark on the
 * phone), nothing sticks out sideways, and the console stays clean.
 */
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { startGallery, type Gallery } from "./gallery.ts";
import { SCREENS } from "./pages/screens.ts";
import { untilSettled } from "./pages/settled.ts";
import { watchConsole } from "./watch-console.ts";

let gallery: Gallery;
test.beforeAll(async () => {
  gallery = await startGallery();
});
test.afterAll(async () => gallery[Symbol.asyncDispose]());

for (const [name, path, heading] of SCREENS) {
  test(`${name}: accessible, nothing sticks out, no console error`, async ({ page }, { project }) => {
    const complaints = watchConsole(page);
    // Colours are the same at both sizes: the desk checks them by day, the phone by night.
    await page.emulateMedia({ colorScheme: project.name === "phone" ? "dark" : "light", reducedMotion: "reduce" });
    await page.goto(`${gallery.address}${path}`);
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
    await untilSettled(page);
    expect(await seriousViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
}

async function seriousViolations(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary ?? ""}`).join("; ")}`,
    );
}
