// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Waits until a screen stands as it will stay: its answers are there, nothing glides any more, it is painted. */
import { expect, type Page } from "@playwright/test";

export async function untilSettled(page: Page): Promise<void> {
  await expect(page.locator(".mantine-Skeleton-root")).toHaveCount(0);
  await page.evaluate(async () => {
    const nextPicture = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isGliding = ({ effect, playState }: Animation) =>
      effect?.getComputedTiming().endTime !== Infinity && playState !== "finished" && playState !== "idle";
    // Picture by picture: on a page that asks for none, a glide of no length stays pending for ever.
    while (document.getAnimations().some(isGliding)) await nextPicture();
    for (let picture = 0; picture < 2; picture += 1) await nextPicture();
  });
}
