// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A member of the support in a real browser: reads a case, answers it, asks for access, and sees what a household
 * granted, until the household stops it. The household is a program that signs what its app would.
 */
import { encodeBase64url } from "@nightlatch/bytes";
import { createCaseKey, sealCaseKeyFor, sealHouseholdMessage, type CaseKey } from "@nightlatch/protocol/seal";
import { findStaff, formatId, type CaseId, type Grant, type StaffMember } from "@nightlatch/protocol/wire";
import { test } from "@playwright/test";
import { startFoundedServer, staffOf } from "../constellation/console-server.ts";
import { GrantingHome } from "../constellation/granting-home.ts";
import { sceneFragments } from "../constellation/recorded-scene.ts";
import { sealClip, type SealedClip } from "../constellation/sealed-clip.ts";
import { TEAM } from "../constellation/staffed-server.ts";
import { uploadClip } from "../constellation/upload-clip.ts";
import { patiently as expect, StaffConsole } from "./pages/staff-console.ts";

test.describe.configure({ mode: "serial" });

const DAY_MS = 24 * 60 * 60 * 1000;

let server: Awaited<ReturnType<typeof startFoundedServer>>;
let home: GrantingHome;
let anna: StaffConsole;
let annaOnRoster: StaffMember;
let clip: SealedClip;
let grant: Grant;

test.beforeAll(async ({ browser }, { project }) => {
  server = await startFoundedServer();
  anna = await StaffConsole.open(browser, server.origin, project.use);
});

test.afterAll(async () => {
  await anna.close();
  await server.desk[Symbol.asyncDispose]();
});

test("an enrolled device signs in with its key and its verified user", async () => {
  const { desk, officers } = server;
  const staff = staffOf(desk, await anna.makeOffer("Anna"), "support");
  await desk.change({ type: "enrol", staff }, officers);
  desk.clock.pass(DAY_MS);
  for (const { session } of officers) await session.signIn();
  const member = [...(await desk.roster(firstOfficer())).staff.values()].find(({ name }) => name === "Anna");
  if (member === undefined) throw new Error("Anna is on the roster");
  annaOnRoster = member;
  await anna.signIn();
  await expect(anna.page.getByText("Nobody waits for an answer.")).toBeVisible();
});

test("a case that is sealed to it is listed, found by its words, read and answered", async () => {
  home = await GrantingHome.enrol(server.desk, "a customer");
  await openCase(["The front door is dark at night.", "Since Tuesday's update."]);
  await openCase(["The app does not open."]);
  const { page } = anna;
  const rows = page.getByRole("option");
  await expect(rows).toHaveCount(2);
  await page.getByRole("searchbox").fill("tuesday DARK");
  await expect(rows).toHaveCount(1);
  await page.getByRole("searchbox").press("Enter");
  await expect(page.getByRole("log").getByText("Since Tuesday's update.")).toBeVisible();

  await page.getByLabel("Your answer").fill("May I look at it with you?");
  await page.getByLabel("Your answer").press("Control+Enter");
  await expect(page.getByRole("log").getByText("May I look at it with you?")).toBeVisible();
});

test("a request is shown as the customer will read it, and waits", async () => {
  const { page } = anna;
  await page.getByRole("button", { name: "Ask for access" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Send the request" })).toBeDisabled();
  await dialog.getByLabel("Purpose").selectOption("picture_quality");
  await dialog.getByLabel("In your words").fill("To see whether the infrared light is on.");
  await expect(dialog.getByLabel("What the customer will see")).toContainText("infrared light");
  await dialog.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByRole("log").getByText("Waiting for the customer")).toBeVisible();
});

test("nothing is granted until the household signed", async () => {
  await anna.page.getByRole("link", { name: "Granted" }).click();
  await expect(anna.page.getByText("Nothing is granted to you")).toBeVisible();
});

test("what was granted plays once it is accepted in public and its keys have come", async () => {
  const { page } = anna;
  const startMs = server.desk.clock.nowMs() - 60_000;
  const plain = await sceneFragments(startMs);
  const shape = { startMs, framesAPart: 30, partCount: 4, plain: (sequence: number) => plain[sequence] ?? plain[0] };
  clip = await sealClip(home.home, shape as Parameters<typeof sealClip>[1]);
  await uploadClip(home.home, clip);
  grant = await home.grantClips(annaAsMember(), [clip]);

  await page.getByRole("link", { name: "1 recording" }).click();
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByText("Accepted, and in the public log")).toBeVisible();
  const params = { grant: encodeBase64url(grant.head) };
  const { acceptance } = await home.home.as.owner.call("readAcceptance", { params });
  await home.release(grant, Buffer.from(acceptance, "base64url"), [clip]);

  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(page.getByText("1 of 1")).toBeVisible();
  await expect(page.getByRole("timer")).toContainText("left");
  // The time of a picture is told only once it was painted.
  await expect(page.locator(".viewer-bar")).toContainText(String(new Date(startMs).getFullYear()));
  const { fetches } = await home.home.as.owner.call("readFetches", { query: {} });
  expect(fetches.length).toBeGreaterThan(0);
});

test("a second tab of the same browser shows nothing", async () => {
  // Another page of this browser would have to sign in anew: its worker has no session.
  const second = await anna.page.context().newPage();
  await second.goto(`/granted/${encodeBase64url(grant.head)}`);
  await expect(second.getByRole("button", { name: "Sign in" })).toBeVisible();
  await second.close();
});

test("it ends at once when the household stops it", async () => {
  await home.revoke(grant);
  await expect(anna.page.getByRole("heading", { name: "Ended" })).toBeVisible();
});

test("the page had nothing to complain of", () => {
  expect(anna.complaints).toEqual([]);
});

/** What GrantingHome asks of a member: who it is, and a session that reads the roster. */
function annaAsMember() {
  return { ...firstOfficer(), secrets: { ...firstOfficer().secrets, id: annaOnRoster.id } };
}

function firstOfficer() {
  const [officer] = server.officers;
  if (officer === undefined) throw new Error("two officers founded it");
  return officer;
}

async function openCase(words: readonly string[]): Promise<void> {
  const { desk } = server;
  const id = desk.random(16) as Uint8Array as CaseId;
  const key: CaseKey = createCaseKey(desk.random);
  const to = findStaff(await desk.roster(firstOfficer()), annaOnRoster.id) ?? annaOnRoster;
  const box = encodeBase64url(await sealCaseKeyFor(key, id, to));
  const messages = await Promise.all(
    words.map(async (text, n) => {
      const message = { case: id, n, atMs: desk.clock.nowMs(), body: { kind: "words", text } } as const;
      return encodeBase64url(await sealHouseholdMessage(key, message, desk.random));
    }),
  );
  const boxes = [{ staff: formatId(annaOnRoster.id), box }];
  await home.home.as.owner.call("openCase", { body: { case: formatId(id), team: TEAM, boxes, messages } });
}
