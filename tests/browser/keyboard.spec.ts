// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Every screen by keyboard alone: Tab reaches each thing once, in the order in which it stands, with a mark that
 * is seen and a name that is spoken, and leaves the page again; Escape closes what opened, and the focus comes back.
 */
import { expect, test, type Page } from "@playwright/test";
import { startGallery, type Gallery } from "./gallery.ts";
import { walkByTab } from "./pages/keyboard-walk.ts";
import { SCREENS } from "./pages/screens.ts";
import { untilSettled } from "./pages/settled.ts";

let gallery: Gallery;
test.beforeAll(async () => {
  gallery = await startGallery();
});
test.afterAll(async () => gallery[Symbol.asyncDispose]());

for (const [name, path, heading] of SCREENS) {
  test(`${name}: by Tab alone`, async ({ page, isMobile }) => {
    test.skip(isMobile, "a phone has no Tab key");
    await open(page, path, heading);
    const { stops, expected, leaves } = await walkByTab(page);
    expect(stops.filter((stop) => stop.name === "")).toEqual([]);
    expect(stops.filter((stop) => !stop.isMarked)).toEqual([]);
    expect(stops.filter((stop) => !stop.isInSight)).toEqual([]);
    expect(stops.map(({ place }) => place)).toEqual(expected);
    expect(leaves).toBe(true);
  });
}

const DIALOGS: readonly (readonly [path: string, heading: string, opener: string, dialog: string])[] = [
  ["/household?scene=busy", "Who can watch", "Rename household", "Rename household"],
  ["/household?scene=busy", "Who can watch", "Confirm", "Let this browser in now?"],
  ["/household?scene=busy", "Who can watch", "Leave this household", "Leave this household?"],
  ["/household/groups?scene=busy", "Camera groups", "New group", "New camera group"],
  ["/settings?scene=home", "Settings", "Delete the keys here", "Delete the keys in this browser?"],
];

for (const [path, heading, opener, dialog] of DIALOGS) {
  test(`“${dialog}” keeps the focus, closes by Escape and gives it back`, async ({ page }) => {
    await open(page, path, heading);
    const button = page.getByRole("button", { name: opener, exact: true });
    await button.focus();
    await page.keyboard.press("Enter");
    const shown = page.getByRole("dialog", { name: dialog });
    await expect(shown).toBeVisible();
    for (let press = 0; press < 6; press += 1) {
      await page.keyboard.press("Tab");
      await expect(shown.locator(":focus")).toHaveCount(1);
    }
    await page.keyboard.press("Escape");
    await expect(shown).toHaveCount(0);
    await expect(button).toBeFocused();
  });
}

test("a menu opens by Enter, is walked by arrows, closes by Escape and gives the focus back", async ({ page }) => {
  await open(page, "/household?scene=busy", "Who can watch");
  const button = page.getByRole("button", { name: "More for Ben’s phone" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Change what it sees" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Change what it sees" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Rename" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(button).toBeFocused();
});

test("a dialog that a menu opened gives the focus back to where the menu was", async ({ page }) => {
  await open(page, "/household?scene=busy", "Who can watch");
  const button = page.getByRole("button", { name: "More for Ben’s phone" });
  await button.focus();
  await page.keyboard.press("Enter");
  const rename = page.getByRole("menuitem", { name: "Rename" });
  await expect(rename).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(rename).toBeFocused();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Rename device or person" });
  await expect(dialog.getByLabel("Device")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
});

test("the first Tab offers to skip the places, and does", async ({ page, isMobile }) => {
  test.skip(isMobile, "a phone has no Tab key");
  await open(page, "/household?scene=busy", "Who can watch");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("a new screen is read from its start", async ({ page }) => {
  await open(page, "/household?scene=busy", "Who can watch");
  await page.getByRole("link", { name: /What happened/u }).press("Enter");
  await expect(page.getByRole("heading", { name: "What happened" })).toBeVisible();
  await expect(page.getByRole("main")).toBeFocused();
});

async function open(page: Page, path: string, heading: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${gallery.address}${path}`);
  await expect(page.getByRole("heading", { name: heading, exact: true })).toBeVisible();
  await untilSettled(page);
}
