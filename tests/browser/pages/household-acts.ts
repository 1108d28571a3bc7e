// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What an owner does in the app, by what is seen and pressed. */
import { expect, type Page } from "@playwright/test";

/** Opens "Add a device" and copies the link. The page must stay open: it waits for the newcomer. */
export async function readInviteLink(owner: Page, origin: string): Promise<string> {
  await owner.goto(`${origin}/household`);
  await owner.getByRole("link", { name: "Add a device" }).click();
  await owner.getByRole("button", { name: /Copy/u }).click();
  return owner.evaluate(() => navigator.clipboard.readText());
}

/** `person`: who uses the new device, as its own screen asks. */
export type LettingIn = Readonly<{ owner: Page; newcomer: Page; link: string; name: string; person?: string }>;

/** Both sides of a pairing; ends when the newcomer sees the cameras. */
export async function letIn({ owner, newcomer, link, name, person = "Ben" }: LettingIn): Promise<void> {
  await newcomer.goto(link);
  await newcomer.getByLabel("Your name").fill(person);
  await newcomer.getByLabel("This device").fill(name);
  await newcomer.getByRole("button", { name: "Ask to join" }).click();
  const shown = newcomer.getByRole("img", { name: /^Code / });
  await expect(shown).toBeVisible({ timeout: 20_000 });
  const code = (await shown.getAttribute("aria-label")) ?? "none";
  await expect(owner.getByRole("img", { name: code, exact: true })).toBeVisible();
  await expect(owner.getByText(`${name} wants to watch`)).toBeVisible();
  await owner.getByRole("button", { name: "Same code, let it in" }).click();
  await expect(owner.getByText(`${name} can watch now`)).toBeVisible({ timeout: 20_000 });
  // Let in, but not in: the person at the new device compares as well.
  await newcomer.getByRole("button", { name: "Yes, the same code" }).click();
}

export async function removeDevice(owner: Page, origin: string, name: string): Promise<void> {
  await owner.goto(`${origin}/household`);
  await owner.getByRole("button", { name: `More for ${name}` }).click();
  await owner.getByRole("menuitem", { name: /Remove/u }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(owner.getByRole("dialog")).toHaveCount(0, { timeout: 20_000 });
}

export type NetworkCamera = Readonly<{ name: string; url: string; user: string; password: string }>;

export async function addNetworkCamera(owner: Page, origin: string, camera: NetworkCamera): Promise<void> {
  await owner.goto(`${origin}/cameras`);
  await owner.getByRole("link", { name: "Add camera" }).click();
  await owner.getByLabel("Name", { exact: true }).fill(camera.name);
  await owner.getByLabel("Address", { exact: true }).fill(camera.url);
  await owner.getByLabel("User name of the camera").fill(camera.user);
  await owner.getByLabel("Password of the camera").fill(camera.password);
  await owner.getByRole("button", { name: /^(Add|Save)/u }).click();
  await expect(owner.getByLabel("Password of the camera")).toHaveCount(0, { timeout: 20_000 });
}
