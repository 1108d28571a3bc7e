// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The strip of time under mouse, finger and keyboard, on the gallery's recordings. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import { startGallery, type Gallery } from "./gallery.ts";
import { watchConsole } from "./watch-console.ts";

let gallery: Gallery;
test.beforeAll(async () => {
  gallery = await startGallery();
});
test.afterAll(async () => gallery[Symbol.asyncDispose]());

/** Yesterday evening: recorded, and far from midnight and from now. */
const EVENING_MS = new Date(new Date().setHours(-6, 0, 0, 0)).getTime();

let complaints: readonly string[] = [];
test.beforeEach(async ({ page }) => {
  complaints = watchConsole(page);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${gallery.address}/timeline/front-door?scene=home&at=${EVENING_MS}`);
  await expect(strip(page)).toHaveAttribute("aria-valuetext", /recorded$/);
});
test.afterEach(() => expect(complaints).toEqual([]));

test("arrow keys move by ten seconds, with Shift by a minute, Page keys by ten", async ({ page }) => {
  await strip(page).focus();
  const startS = await timeOf(page);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => timeOf(page)).toBe(startS + 10);
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(() => timeOf(page)).toBe(startS - 50);
  await page.keyboard.press("PageDown");
  await expect.poll(() => timeOf(page)).toBe(startS + 550);
});

test("space plays and pauses, also after a press on the picture", async ({ page }) => {
  await strip(page).focus();
  const startS = await timeOf(page);
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await expect.poll(() => timeOf(page)).toBeGreaterThan(startS);
  await page.locator(".stage-tap").click();
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
});

test("dragging the strip to the right goes back, as far as it was dragged", async ({ page }) => {
  const startS = await timeOf(page);
  const { x, y, width } = await boxOf(strip(page));
  await page.mouse.move(x + width / 2, y + 40);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + width / 4, y + 40, { steps: 6 });
  await page.mouse.up();
  // The width shows an hour: a quarter of it is fifteen minutes.
  await expect.poll(() => timeOf(page)).toBeLessThan(startS - 14 * 60);
  expect(await timeOf(page)).toBeGreaterThan(startS - 16 * 60);
});

test("a press on a place of the strip goes there", async ({ page }) => {
  const startS = await timeOf(page);
  const { width, height } = await boxOf(strip(page));
  await strip(page).click({ position: { x: width / 4, y: height / 2 } });
  await expect.poll(() => timeOf(page)).toBeLessThan(startS - 14 * 60);
});

test("the wheel shows less and more time, down to ten minutes and up to a day", async ({ page, isMobile }) => {
  test.skip(isMobile, "a phone has no wheel");
  await strip(page).hover();
  await page.mouse.wheel(0, -120);
  await expect(page.getByText("30 min", { exact: true })).toBeVisible();
  await page.mouse.wheel(0, 240);
  await expect(page.getByText("1 h", { exact: true })).toBeVisible();
});

test("pointing into a gap says why nothing is there and goes on at the next recording", async ({ page }) => {
  const gapMs = new Date(EVENING_MS).setHours(9, 5, 0, 0);
  await page.getByLabel("Time", { exact: true }).fill("09:05:00");
  await expect(page.getByText("Camera was offline", { exact: true }).last()).toBeVisible();
  await expect.poll(() => timeOf(page)).toBeGreaterThan(gapMs / 1000);
  await expect(strip(page)).toHaveAttribute("aria-valuetext", /recorded$/);
});

test("the day before the first recording says that nothing was recorded", async ({ page }) => {
  await page.getByRole("button", { name: "Day before" }).click();
  await page.getByRole("button", { name: "Day before" }).click();
  await expect(page.getByText("Nothing was recorded on this day.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeDisabled();
});

test("an export is set by keyboard and saved under the camera's name and time", async ({ page }) => {
  await page.getByRole("button", { name: "Export" }).click();
  await expect(page.getByText(/^1 min · about/)).toBeVisible();
  await page.getByRole("slider", { name: "End of the video" }).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.getByText(/^1 min 10 s · about/)).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save video" }).click();
  expect((await download).suggestedFilename()).toMatch(/^front-door-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.mp4$/);
  await expect(page.getByText(/whoever gets it can watch it/)).toBeVisible();
});

test("an end of an export never passes the other", async ({ page }) => {
  await page.getByRole("button", { name: "Export" }).click();
  const end = page.getByRole("slider", { name: "End of the video" });
  const start = page.getByRole("slider", { name: "Start of the video" });
  await end.focus();
  for (let press = 0; press < 9; press += 1) await page.keyboard.press("Shift+ArrowLeft");
  const [fromS, toS] = [await valueOf(start), await valueOf(end)];
  expect(toS).toBe(fromS + 1);
});

function strip(page: Page): Locator {
  return page.getByRole("slider", { name: /^Time in the recordings/ });
}

function timeOf(page: Page): Promise<number> {
  return valueOf(strip(page));
}

async function valueOf(slider: Locator): Promise<number> {
  return Number(await slider.getAttribute("aria-valuenow"));
}

async function boxOf(place: Locator): Promise<Readonly<{ x: number; y: number; width: number; height: number }>> {
  const box = await place.boundingBox();
  expect(box).not.toBeNull();
  return box ?? { x: 0, y: 0, width: 0, height: 0 };
}
