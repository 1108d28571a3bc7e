// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Every screen in every state of the gallery: axe finds nothing serious (light at the desk, dark on the
 * phone), nothing sticks out sideways, and the console stays clean.
 */
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { startGallery, type Gallery } from "./gallery.ts";
import { watchConsole } from "./watch-console.ts";

let gallery: Gallery;
test.beforeAll(async () => {
  gallery = await startGallery();
});
test.afterAll(async () => gallery[Symbol.asyncDispose]());

const SCREENS: readonly (readonly [name: string, path: string, landmark: string])[] = [
  ["the welcome", "/welcome?scene=empty", "Home cameras that only your household can watch"],
  ["naming a household", "/welcome/create?scene=empty", "Name your household"],
  ["the paper key’s entrance", "/welcome/recover?scene=empty", "Use your paper key"],
  ["joining", "/join?scene=empty", "Join a household"],
  ["the code of a newcomer", "/join?scene=joining", "Compare the codes"],
  ["cameras", "/cameras?scene=home", "The Garden House"],
  ["cameras in trouble", "/cameras?scene=trouble", "The Garden House"],
  ["cameras without a connection", "/cameras?scene=offline", "The Garden House"],
  ["cameras with an unchecked paper key", "/cameras?scene=unchecked", "The Garden House"],
  ["no hub yet", "/cameras?scene=no-hub", "Connect your hub"],
  ["no camera yet", "/cameras?scene=no-camera", "Add your first camera"],
  ["one camera", "/cameras/front-door?scene=home", "Front door"],
  ["a camera that is gone", "/cameras/nothing?scene=home", "This camera is gone"],
  ["the timeline", "/timeline/front-door?scene=home", "Timeline"],
  ["a day without recordings", "/timeline/front-door?scene=home&at=1000000000000", "Timeline"],
  ["the household", "/household?scene=home", "The Garden House"],
  ["the household for a member", "/household?scene=member", "The Garden House"],
  ["an invitation", "/household/add?scene=home", "Add a device"],
  ["comparing codes", "/household/add?scene=home&offer", "Ben’s phone wants to watch"],
  ["a new paper key", "/household/paper-key?scene=home", "New paper key"],
  ["settings", "/settings?scene=home", "Settings"],
  ["promises and limits", "/settings/about?scene=home", "What we promise, and the limits"],
  ["connecting a hub", "/settings/hub?scene=no-hub", "Connect your hub"],
  ["adding a camera", "/settings/cameras/new?scene=home", "Add a camera"],
  ["a camera’s settings", "/settings/cameras/workshop?scene=home", "Workshop"],
  ["an invitation that waits for the hub", "/household/add?scene=waiting&offer", "Ben’s phone wants to watch"],
  ["a household with much going on", "/household?scene=busy", "The Garden House"],
  ["what happened", "/household/history?scene=busy", "What happened"],
  ["an unread history", "/household/history?scene=home", "What happened"],
  ["comparing the household’s code", "/household/compare?scene=busy", "Compare codes"],
  ["camera groups", "/household/groups?scene=busy", "Camera groups"],
  ["rules", "/household/rules?scene=busy", "Rules"],
  ["a history long unchecked, and an alarm", "/cameras?scene=stale", "The Garden House"],
  ["waiting for the hub", "/cameras?scene=admitted", "Waiting for your hub to confirm"],
  ["waiting for another owner", "/cameras?scene=admitted-joint", "Waiting for another owner"],
  ["coming back by the paper key", "/household?scene=recovering", "Asked for by your paper key"],
  ["the end of that wait", "/household?scene=recovery-due", "The wait is over"],
  ["a stopped return", "/household?scene=recovery-stopped", "Somebody at home stopped this"],
  ["the full stop of a fork", "/cameras?scene=forked", "Two histories that can’t both be true"],
  ["a removed browser", "/cameras?scene=removed", "This browser was removed"],
  ["the full stop", "/cameras?scene=stopped", "Nightlatch has stopped to protect you"],
];

for (const [name, path, heading] of SCREENS) {
  test(`${name}: accessible, nothing sticks out, no console error`, async ({ page }, { project }) => {
    const complaints = watchConsole(page);
    await page.goto(`${gallery.address}${path}`);
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
    // Colours are the same at both sizes: the desk checks them by day, the phone by night.
    await page.emulateMedia({ colorScheme: project.name === "phone" ? "dark" : "light", reducedMotion: "reduce" });
    expect(await seriousViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
}

async function seriousViolations(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary ?? ""}`).join("; ")}`,
    );
}
