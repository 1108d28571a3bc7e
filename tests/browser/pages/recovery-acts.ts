// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cutting a paper key in three parts and coming back with two, by what a person sees and presses. */
import { expect, type Page } from "@playwright/test";

export type MadeParts = Readonly<{ onPaper: string; relativesFile: string }>;

/** Starts anywhere in the owner's app; ends on the list of who keeps what. @returns the paper's part, the file's path */
export async function makeParts(
  owner: Page,
  origin: string,
  { words, keeper }: Readonly<{ words: readonly string[]; keeper: string }>,
): Promise<MadeParts> {
  await owner.goto(`${origin}/household`);
  await owner.getByRole("link", { name: /Recovery parts/u }).click();
  await owner.getByRole("link", { name: /parts$/u }).click();
  await owner.getByRole("radio", { name: new RegExp(keeper, "u") }).check();
  await owner.getByLabel("Paper key").fill(words.join(" "));
  await owner.getByRole("button", { name: "Make three parts" }).click();
  await expect(owner.getByRole("heading", { name: "Part 1 is for the paper at home" })).toBeVisible();
  const onPaper = await readSheet(owner, 1);
  await owner.getByRole("button", { name: "I have it on paper" }).click();
  const saving = owner.waitForEvent("download");
  await owner.getByRole("button", { name: "Save as a file" }).click();
  const relativesFile = await (await saving).path();
  await owner.getByRole("button", { name: "Done" }).click();
  await expect(owner.getByRole("heading", { name: "Who keeps what" })).toBeVisible();
  return { onPaper, relativesFile };
}

/** The letters of a part, as somebody copies them from the sheet. */
export async function readSheet(page: Page, place: 1 | 2 | 3): Promise<string> {
  const letters = await page
    .getByRole("region", { name: `Part ${place} of 3` })
    .locator(".share-letters")
    .innerText();
  expect(letters.replaceAll(/\s/gu, "")).toHaveLength(72);
  return letters;
}

/** The part that this device keeps. */
export async function readKeptPart(keeper: Page, origin: string): Promise<string> {
  await keeper.goto(`${origin}/household`);
  await keeper.getByRole("link", { name: /Recovery parts/u }).click();
  await keeper.getByRole("button", { name: "Show" }).click();
  return readSheet(keeper, 3);
}
