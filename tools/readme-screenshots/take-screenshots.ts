// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Takes the README's pictures from a real home with the demo camera.
 * Run by `npm run screenshots`.
 */
import { chromium } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { makeFirstHousehold } from "../../tests/browser/pages/first-household.ts";
import { startHome } from "../../tests/constellation/running-home.ts";
import { chromiumFlags, chromiumPath } from "../chromium.ts";

const FOLDER = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

const SHOTS = [
  { file: "timeline-desktop", place: "timeline", size: DESKTOP, colorScheme: "light" },
  { file: "timeline-phone", place: "timeline", size: PHONE, colorScheme: "dark" },
  { file: "cameras-phone", place: "cameras", size: PHONE, colorScheme: "light" },
  { file: "household-phone", place: "household", size: PHONE, colorScheme: "dark" },
] as const;

/** Seconds into the demo scene at which the courier stands at the door with the parcel. */
const COURIER_AT_S = 16;
/** Time for enough of a recording that the timeline has something to show. */
const RECORDING_S = 75;

mkdirSync(FOLDER, { recursive: true });
await using home = await startHome();
const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
const context = await browser.newContext({ viewport: DESKTOP, colorScheme: "light" });
const page = await context.newPage();
await makeFirstHousehold(page, home.pairingAddress, "The Garden House");
await page.getByText("Front door: live").waitFor({ state: "attached", timeout: 30_000 });
await page.waitForTimeout(COURIER_AT_S * 1000);
await page.screenshot({ path: `${FOLDER}live-desktop.png` });
await page.waitForTimeout(RECORDING_S * 1000);

for (const { file, place, size, colorScheme } of SHOTS) {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  await page.goto(`${home.origin}/${place}`);
  // A picture for people: let fonts, thumbnails and the first frames come in.
  await page.waitForTimeout(4000);
  await page.screenshot({ path: `${FOLDER}${file}.png` });
}
await browser.close();
