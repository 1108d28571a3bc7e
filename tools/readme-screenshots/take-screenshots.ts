// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Takes the README's pictures from a real home with the demo camera.
 * Run by `npm run screenshots`.
 */
import { chromium, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { makeFirstHousehold } from "../../tests/browser/pages/first-household.ts";
import { letIn, readInviteLink } from "../../tests/browser/pages/household-acts.ts";
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
  { file: "history-phone", place: "household/history", size: PHONE, colorScheme: "light" },
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

// A family, so that the pictures show who can watch, and what happened.
await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: home.origin });
const bens = await (await browser.newContext({ viewport: PHONE })).newPage();
const link = await readInviteLink(page, home.origin);
await letIn({ owner: page, newcomer: bens, link, name: "Ben’s phone", person: "Ben" });
await bens.getByText("Front door: live").waitFor({ state: "attached", timeout: 30_000 });

for (const { file, place, size, colorScheme } of SHOTS) {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  await page.goto(`${home.origin}/${place}`);
  if (place === "cameras") await page.getByText("Front door: live").waitFor({ state: "attached", timeout: 60_000 });
  if (place === "timeline") await standOnPicture(page);
  // A picture for people: let fonts, thumbnails and the first frames come in.
  await page.waitForTimeout(4000);
  await page.screenshot({ path: `${FOLDER}${file}.png` });
}
await browser.close();

/** Away from the newest second, of which nothing has come yet, and until its picture is there. */
async function standOnPicture(on: Page): Promise<void> {
  for (let step = 0; step < 2; step += 1) await on.getByRole("button", { name: "Back 10 seconds" }).click();
  // No word of help over the button.
  await on.mouse.move(0, 0);
  const video = on.locator("video").first();
  await video.waitFor({ state: "attached" });
  await video.evaluate(
    (element) =>
      new Promise<void>((resolve) => {
        const shown = element as HTMLVideoElement;
        if (shown.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) resolve();
        else shown.addEventListener("loadeddata", () => resolve(), { once: true });
      }),
  );
}
