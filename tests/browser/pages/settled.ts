// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Waits until a screen stands as it will stay: its answers are there, nothing glides any more, it is painted. */
import { expect, type Page } from "@playwright/test";

export async function untilSettled(page: Page): Promise<void> {
  await expect(page.locator(".mantine-Skeleton-root")).toHaveCount(0);
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    // One that is taken back counts as over.
    await Promise.allSettled(ending.map(({ finished }) => finished));
    for (let picture = 0; picture < 2; picture += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}
