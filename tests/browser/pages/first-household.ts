// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The way from an empty browser to a household with a connected hub, by what a person sees and does. */
import { expect, type Page } from "@playwright/test";

/** Ends on the cameras' page. @returns the words of the paper key */
export async function makeFirstHousehold(page: Page, pairingAddress: string, name: string): Promise<readonly string[]> {
  await page.goto(pairingAddress);
  await page.getByRole("link", { name: "Create a household" }).click();
  await page.getByLabel("Household").fill(name);
  await page.getByLabel("Your name").fill("Anna");
  await page.getByLabel("This device").fill("Anna’s laptop");
  await page.getByRole("button", { name: "Create household" }).click();
  const words = await readPaperWords(page);
  await page.getByRole("button", { name: "I have written it down" }).click();
  await answerPaperCheck(page, words);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible({ timeout: 30_000 });
  return words;
}

/** The 24 words as they are shown, once. */
export async function readPaperWords(page: Page): Promise<readonly string[]> {
  await expect(page.getByRole("button", { name: "I have written it down" })).toBeVisible({ timeout: 30_000 });
  const text = await page.locator("main, body").first().innerText();
  const words = [...text.matchAll(/^(\d+)\n([a-z]+)$/gmu)].map(([, , word]) => word ?? "");
  expect(words).toHaveLength(24);
  return words;
}

async function answerPaperCheck(page: Page, words: readonly string[]): Promise<void> {
  const fields = page.getByLabel(/^Word \d+$/u);
  await expect(fields).toHaveCount(3);
  for (const label of await page
    .locator("label")
    .filter({ hasText: /^Word \d+$/u })
    .allInnerTexts()) {
    const position = Number(label.replace("Word ", ""));
    await page.getByLabel(label, { exact: true }).fill(words[position - 1] ?? "");
  }
  await page.getByRole("button", { name: "Check" }).click();
}
