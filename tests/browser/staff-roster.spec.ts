// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Officers in real browsers: they found the operator, enrol a device with two signatures, and suspend it. */
import { test } from "@playwright/test";
import { startConsoleServer, writeFounding, type ConsoleServer } from "../constellation/console-server.ts";
import { patiently as expect, StaffConsole } from "./pages/staff-console.ts";

test.describe.configure({ mode: "serial" });

let server: ConsoleServer;
let olga: StaffConsole;
let otto: StaffConsole;
let sam: StaffConsole;

test.beforeAll(async ({ browser }, { project }) => {
  server = await startConsoleServer();
  const open = () => StaffConsole.open(browser, server.origin, project.use);
  [olga, otto, sam] = [await open(), await open(), await open()];
});

test.afterAll(async () => {
  for (const one of [olga, otto, sam]) await one.close();
  await server.desk[Symbol.asyncDispose]();
});

test("two officers sign the roster's first entry, and sign in", async () => {
  const offers = [await olga.makeOffer("Olga"), await otto.makeOffer("Otto")];
  await writeFounding(server, offers);
  await signFounding(olga);
  await expect(olga.page.getByText("You have signed.")).toBeVisible();
  await signFounding(otto);
  await expect(otto.page.getByRole("button", { name: "Sign in" })).toBeVisible();
  for (const officer of [olga, otto]) {
    await officer.page.reload();
    await officer.signIn();
    await expect(officer.page.getByRole("heading", { name: "Roster" })).toBeVisible();
  }
});

test("a device that is not on the roster is let in by nobody", async () => {
  await sam.makeOffer("Sam");
  await sam.page.getByRole("button", { name: "Sign in" }).click();
  await expect(sam.page.getByText("session.refused")).toBeVisible();
});

test("one officer's signature enrols nobody; with the second one the key waits", async () => {
  const offer = (await sam.page.getByRole("textbox", { name: "Offer" }).innerText()).trim();
  const { page } = olga;
  await page.getByRole("link", { name: "Enrol a device" }).click();
  await page.getByLabel("The device's offer").fill(offer);
  await page.getByLabel("Team").fill("Help desk");
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(page.getByText("1 of 2")).toBeVisible();
  await expect(page.getByRole("tab", { name: "On the roster (2)" })).toBeVisible();

  await otto.page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(otto.page.getByRole("tab", { name: "On the roster (3)" })).toBeVisible();
  await expect(otto.page.getByText("Works from")).toBeVisible();
  await expect(page.getByRole("tab", { name: "On the roster (3)" })).toBeVisible();
});

test("text that is no offer is refused with words", async () => {
  const { page } = olga;
  await page.getByRole("link", { name: "Enrol a device" }).click();
  await page.getByLabel("The device's offer").fill("hello");
  await expect(page.getByText("protocol.malformed")).toBeVisible();
  await page.getByRole("link", { name: "Roster" }).first().click();
});

test("one officer suspends at once, and all officers see who did", async () => {
  const { page } = olga;
  await page.getByRole("button", { name: "Change Sam" }).click();
  await page.getByRole("menuitem", { name: "Suspend" }).click();
  await page.getByRole("button", { name: "Suspend" }).click();
  await expect(otto.page.getByText("Suspended")).toBeVisible();
  await otto.page.getByRole("tab", { name: "Changes (3)" }).click();
  await expect(otto.page.getByText("Suspend Sam")).toBeVisible();
  await expect(otto.page.getByText("signed by Olga").first()).toBeVisible();
});

async function signFounding({ page }: StaffConsole): Promise<void> {
  await page.reload();
  await expect(page.getByRole("heading", { name: "Found Lark Support" })).toBeVisible();
  await page.getByRole("button", { name: "Sign as an officer" }).click();
}

test("no page complained but of the one refusal", () => {
  expect([...olga.complaints, ...otto.complaints]).toEqual([]);
});
