// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A paper key in three parts, in a real home: cut by an owner, kept by three, and back in with two of them; the
 * new owner's first day after that. One home for all steps.
 */
import { expect, test, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { startHome, type RunningHome } from "../constellation/running-home.ts";
import { makeFirstHousehold } from "./pages/first-household.ts";
import { letIn, readInviteLink } from "./pages/household-acts.ts";
import { makeParts, readKeptPart, type MadeParts } from "./pages/recovery-acts.ts";
import { watchConsole } from "./watch-console.ts";

test.describe.configure({ mode: "serial" });

let home: RunningHome;
const contexts: BrowserContext[] = [];
let anna: Page;
let ben: Page;
let back: Page;
let words: readonly string[];
let parts: MadeParts;
let kept: string;
const complaints: (readonly string[])[] = [];

test.beforeAll(async ({ browser }, { project }) => {
  home = await startHome();
  [anna, ben, back] = [
    await openBrowser(browser, project.use),
    await openBrowser(browser, project.use),
    await openBrowser(browser, project.use),
  ];
  words = await makeFirstHousehold(anna, home.pairingAddress, "The Garden House");
});

test.afterAll(async () => {
  for (const context of contexts) await context.close();
  await home[Symbol.asyncDispose]();
});

test("an only device is asked for a second one before it cuts the paper key", async () => {
  await anna.goto(`${home.origin}/household/recovery/new`);
  await expect(anna.getByRole("heading", { name: "First add a second device" })).toBeVisible();
});

test("words of another paper key are not cut", async () => {
  const link = await readInviteLink(anna, home.origin);
  await letIn({ owner: anna, newcomer: ben, link, name: "Ben’s phone", person: "Ben" });
  await expect(ben.getByRole("heading", { name: "The Garden House" })).toBeVisible({ timeout: 20_000 });
  await anna.goto(`${home.origin}/household/recovery/new`);
  await anna.getByLabel("Paper key").fill(`${"abandon ".repeat(23)}art`);
  await anna.getByRole("button", { name: "Make three parts" }).click();
  await expect(anna.getByText("vault.unknown_paper_key")).toBeVisible();
});

test("an owner cuts the paper key, and sees who keeps what", async () => {
  parts = await makeParts(anna, home.origin, { words, keeper: "Ben’s phone" });
  await expect(anna.getByText("On Ben’s phone", { exact: true })).toBeVisible();
  await expect(anna.getByText(/^Made by Anna on /u)).toBeVisible();
  await expect(anna.getByText("Kept on this device")).toHaveCount(0);
});

test("the keeper’s device shows its part, and nobody else’s", async () => {
  await expect(async () => {
    kept = await readKeptPart(ben, home.origin);
  }).toPass({ timeout: 30_000 });
  await expect(ben.getByText("Who keeps what")).toHaveCount(0);
  expect(compact(kept)).not.toBe(compact(parts.onPaper));
});

test("parts that are wrong, the same or mistyped say so", async () => {
  await back.goto(`${home.origin}/welcome`);
  await back.getByRole("link", { name: /Use the paper key/u }).click();
  await back.getByText("Two parts", { exact: true }).click();
  await back.getByLabel("Your name").fill("Anna");
  await back.getByLabel("This device").fill("New laptop");
  const first = back.getByRole("textbox", { name: "First part" });
  const second = back.getByRole("textbox", { name: "Second part" });
  const ask = back.getByRole("button", { name: "Ask to come back" });

  await first.fill(kept);
  await second.fill(compact(kept).slice(1));
  await expect(ask).toBeDisabled();
  await second.fill(compact(kept));
  await ask.click();
  await expect(back.getByText("vault.share_twice")).toBeVisible();
  await second.fill(flipCase(parts.onPaper));
  await ask.click();
  await expect(back.getByText("vault.share_mistyped")).toBeVisible();
  await expect(back.getByText(/mistake in the second part/u)).toBeVisible();
});

test("two parts, one of them from its file, ask to come back", async () => {
  const choosing = back.waitForEvent("filechooser");
  await back.getByRole("button", { name: "Second part: take it from a file" }).click();
  await (await choosing).setFiles(parts.relativesFile);
  await back.getByRole("button", { name: "Ask to come back" }).click();
  await expect(back.getByRole("heading", { name: "Asked for by your paper key" })).toBeVisible({ timeout: 20_000 });
});

test("owners are warned, family members are not", async () => {
  await anna.goto(`${home.origin}/cameras`);
  await expect(anna.getByText("Somebody uses your paper key to come in.")).toBeVisible({ timeout: 20_000 });
  await ben.goto(`${home.origin}/household`);
  await expect(ben.getByRole("heading", { name: "Who can watch" })).toBeVisible();
  await expect(ben.getByText(/paper key to come in|asks to let in/u)).toHaveCount(0);
});

test("an owner who confirms is asked a second time, and can think again", async () => {
  await anna.getByRole("link", { name: "See and stop" }).click();
  await anna.getByRole("button", { name: "Confirm" }).click();
  const dialog = anna.getByRole("dialog", { name: "Let this browser in now?" });
  await expect(dialog.getByText(/becomes an owner without the day of waiting/u)).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(anna.getByText("Somebody uses your paper key to come in.")).toBeVisible();
  await anna.getByRole("button", { name: "Confirm" }).click();
  await dialog.getByRole("button", { name: "Let it in as an owner" }).click();
  await expect(anna.getByText("Somebody uses your paper key to come in.")).toHaveCount(0, { timeout: 20_000 });
});

test("the browser that came back is in, under its person’s name, and is told what its first day means", async () => {
  test.setTimeout(90_000);
  await expect(back.getByRole("heading", { name: "Who can watch" })).toBeVisible({ timeout: 60_000 });
  await expect(back.getByText(/^This device is new as an owner, until (?:today|tomorrow), /u)).toBeVisible();
  await expect(anna.getByText("New laptop", { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(anna.getByRole("heading", { name: "Anna", exact: true })).toHaveCount(1);
});

test("a group that a new owner makes waits, quietly, and has its name once another owner has confirmed it", async () => {
  await back.goto(`${home.origin}/household/groups`);
  await back.getByRole("button", { name: "New group" }).click();
  await back.getByRole("dialog").getByLabel("Name").fill("Outside");
  await back.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(back.getByText(/Another owner has to confirm Outside first/u)).toBeVisible({ timeout: 20_000 });
  await expect(back.getByRole("dialog")).toHaveCount(0);
  await expect(back.getByText("Another owner has to confirm this on their device.")).toBeVisible();

  await anna.goto(`${home.origin}/household/groups`);
  await anna.getByRole("button", { name: "Confirm" }).click();
  await expect(back.getByRole("heading", { name: "Outside" })).toBeVisible({ timeout: 20_000 });
  await expect(anna.getByRole("heading", { name: "Outside" })).toBeVisible({ timeout: 20_000 });
});

test("a person is renamed, and stands so in the list", async () => {
  await anna.goto(`${home.origin}/household`);
  await anna.getByRole("button", { name: "More for New laptop" }).click();
  await anna.getByRole("menuitem", { name: "Rename" }).click();
  await anna.getByRole("dialog").getByLabel("Used by").fill("Cleo");
  await anna.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(anna.getByRole("heading", { name: "Cleo", exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(ben.getByRole("heading", { name: "Cleo", exact: true })).toBeVisible({ timeout: 20_000 });
});

test("the consoles stayed silent", () => {
  // Until an owner confirms, the server does not know the browser that comes back, and says so.
  expect(complaints.flat().filter((complaint) => !/status of 40[0134]/u.test(complaint))).toEqual([]);
});

async function openBrowser(browser: Browser, use: Record<string, unknown>): Promise<Page> {
  const { viewport, userAgent, deviceScaleFactor, isMobile, hasTouch } = use;
  const size = { viewport, userAgent, deviceScaleFactor, isMobile, hasTouch };
  const given = Object.fromEntries(Object.entries(size).filter(([, value]) => value !== undefined));
  const context = await browser.newContext({ ...given, reducedMotion: "reduce", acceptDownloads: true });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: home.origin });
  contexts.push(context);
  const page = await context.newPage();
  complaints.push(watchConsole(page));
  return page;
}

function compact(letters: string): string {
  return letters.replaceAll(/\s/gu, "");
}

/** A slip of the pen: the first letter small instead of large, or the other way round. */
function flipCase(letters: string): string {
  return letters.replace(/[a-z]/iu, (letter) => (/[a-z]/u.test(letter) ? letter.toUpperCase() : letter.toLowerCase()));
}
