// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a page complains about: errors on its console and exceptions that nobody caught. */
import type { Page } from "@playwright/test";

/** The list grows as the page speaks; a test ends by expecting it to be empty. */
export function watchConsole(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}
