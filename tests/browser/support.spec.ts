// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household in a real browser, with a real hub and server: asks support, lets Sam see one recording, watches that
 * it is known and counted, and stops it. Sam is a program that does what the staff's console does.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import {
  openCaseKey,
  openCaseMessage,
  openGrantedClip,
  sealStaffMessage,
  signAcceptance,
  signAccessRequest,
  signFetchReceipt,
} from "@nightlatch/protocol/grant";
import { MIN_ROSTER_WAIT_MS, parseId, type CaseId, type ClipId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { expect, test, type BrowserContext, type BrowserContextOptions, type Page } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { startPairingHub, type PairingHub } from "../constellation/pairing-hub.ts";
import { openDesk, TestClock, type Desk } from "../constellation/staffed-server.ts";
import { makeFirstHousehold } from "./pages/first-household.ts";
import { watchConsole } from "./watch-console.ts";

test.describe.configure({ mode: "serial" });

const WEB_ROOT = fileURLToPath(new URL("../../apps/household-web/dist", import.meta.url));
const SCENE = fileURLToPath(new URL("../../apps/demo-camera/scene/front-door.mp4", import.meta.url));
const SLOWLY = { timeout: 60_000 };

let staffed: Desk & AsyncDisposable;
let hub: PairingHub;
let context: BrowserContext;
let page: Page;
let complaints: readonly string[];
let caseId: CaseId;
let given: Readonly<{ grant: Hash; clip: ClipId; minutes: number }>;

test.beforeAll(async ({ browser }, { project }) => {
  // The roster was founded a day ago: whoever was enrolled then works now, by the browser's clock too.
  const clock = new TestClock();
  clock.pass(Date.now() - TEST_NOW_MS - MIN_ROSTER_WAIT_MS);
  staffed = await openDesk({ webRoot: WEB_ROOT }, clock);
  hub = await startPairingHub(staffed.desk.running.server.url, `Front door=${SCENE}`);
  const { viewport, userAgent, isMobile, hasTouch } = project.use;
  const look = { viewport, userAgent, isMobile, hasTouch };
  context = await browser.newContext(look as BrowserContextOptions);
  page = await context.newPage();
  complaints = watchConsole(page);
});

test.afterAll(async () => {
  await context.close();
  await hub[Symbol.asyncDispose]();
  await staffed[Symbol.asyncDispose]();
});

test("a household asks, and a member of the team reads it", async () => {
  test.setTimeout(150_000);
  const { url } = staffed.desk.running.server;
  await makeFirstHousehold(page, `${url}/#hub=${hub.secret}`, "The Garden House");
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: /^Help/u }).click(SLOWLY);
  await page.getByRole("link", { name: "Ask support" }).click(SLOWLY);
  await page.getByLabel("What is wrong?").fill("The front door is dark at night.");
  await expect(page.getByText("Camera 1")).toBeVisible();
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByLabel("Messages").getByText("The front door is dark at night.")).toBeVisible(SLOWLY);

  const { cases } = await sam().session.call("listStaffCases", { query: {} });
  caseId = parseId<CaseId>(cases[0]?.case ?? "");
  const [first] = await readCase();
  const roster = await staffed.desk.roster(staffed.officers[0]);
  const opened = await openCaseMessage(await caseKey(), { case: caseId, n: 0, roster }, first ?? new Uint8Array());
  expect(opened.body).toEqual({ kind: "words", text: "The front door is dark at night." });
});

test("what is asked for is shown before anything is signed, and can be narrowed", async () => {
  test.setTimeout(200_000);
  const { desk } = staffed;
  const nowMs = desk.clock.nowMs();
  const { operator } = await desk.roster(staffed.officers[0]);
  const request = await signAccessRequest(sam().secrets, {
    ...{ operator, case: caseId, kind: "clips", fromMs: nowMs - 600_000, toMs: nowMs + 120_000 },
    ...{ purpose: "picture_quality", words: "Is the infrared light on?", minutes: 60, atMs: nowMs },
  });
  const n = (await readCase()).length;
  const body = { kind: "request", request } as const;
  const message = await sealStaffMessage(
    sam().secrets,
    await caseKey(),
    { case: caseId, n, atMs: nowMs, body },
    desk.random,
  );
  await sam().session.call("appendStaffMessage", {
    params: { case: encodeBase64url(caseId) },
    body: { n, message: encodeBase64url(message), closes: false },
  });

  await page.getByRole("link", { name: "Look at it" }).click(SLOWLY);
  await expect(page.getByText("Sam of Help desk, Lark Support")).toBeVisible(SLOWLY);
  await expect(page.getByText("Is the infrared light on?")).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "With sound" })).not.toBeChecked();
  await expect(page.getByRole("button", { name: "Allow" })).toBeDisabled();
  // A recording ends when the hub closes it, within a minute.
  await page
    .getByRole("checkbox", { name: /, \d\d:\d\d/u })
    .first()
    .check({ timeout: 120_000 });
  await page.getByLabel("For how long").selectOption("30");
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByText("You allowed what was asked for.")).toBeVisible(SLOWLY);
  await expect(page.getByText("Sam of Help desk may see 1 recording")).toBeVisible();

  const { grants } = await sam().session.call("listStaffGrants", {});
  const [grant] = grants;
  expect(grant).toMatchObject({ minutes: 30, hasSound: false, clips: [{}] });
  given = {
    grant: decodeBase64url(grant?.grant ?? "") as Hash,
    clip: parseId<ClipId>(grant?.clips[0]?.clip ?? ""),
    minutes: grant?.minutes ?? 0,
  };
});

test("no key leaves before the acceptance, and the right one right after it", async () => {
  test.setTimeout(120_000);
  const params = { grant: encodeBase64url(given.grant) };
  expect((await sam().session.call("readGrantBoxes", { params })).boxes).toEqual([]);
  const { operator } = await staffed.desk.roster(staffed.officers[0]);
  const accepted = { operator, grant: given.grant, purpose: "picture_quality", kind: "clips" } as const;
  const atMs = staffed.desk.clock.nowMs();
  const acceptance = await signAcceptance(sam().secrets, { ...accepted, minutes: given.minutes, atMs });
  await sam().session.call("postAcceptance", { body: acceptance });
  const readBoxes = async () => (await sam().session.call("readGrantBoxes", { params })).boxes;
  await expect.poll(async () => (await readBoxes()).length, SLOWLY).toBe(1);

  const { grant, clip } = given;
  const receipt = await signFetchReceipt(sam().secrets, { operator, grant, clip, atMs: staffed.desk.clock.nowMs() });
  await sam().session.call("postFetch", { body: receipt });
  const { opening } = await sam().session.call("readGrantedClip", {
    params: { ...params, clip: encodeBase64url(clip) },
  });
  const box = decodeBase64url((await readBoxes())[0]?.box ?? "");
  const granted = await openGrantedClip(sam().secrets, { grant, opening: decodeBase64url(opening), box });
  expect(granted.header.clip).toEqual(clip);
});

test("the household reads who has seen what, saves it, and stops it", async () => {
  test.setTimeout(90_000);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: /^Help/u }).click(SLOWLY);
  await page.getByRole("link", { name: /^Who has seen what/u }).click(SLOWLY);
  await expect(page.getByText("Keys of 1 recording handed over")).toBeVisible(SLOWLY);
  await expect(page.getByText("Fetched once, signed by them")).toBeVisible(SLOWLY);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the receipt" }).click();
  expect((await saving).suggestedFilename()).toMatch(/^seen-.*\.txt$/u);

  await page.getByRole("button", { name: "Stop" }).first().click();
  await expect(page.getByText("Sam of Help desk may see 1 recording")).toBeHidden(SLOWLY);
  await expect(page.getByText(/You stopped it at/u)).toBeVisible(SLOWLY);
  expect((await sam().session.call("listStaffGrants", {})).grants).toEqual([]);
});

test("the page had nothing to complain of", () => {
  expect(complaints).toEqual([]);
});

function sam() {
  return staffed.support;
}

async function caseKey() {
  const { box } = await sam().session.call("readStaffCase", { params: { case: encodeBase64url(caseId) } });
  return openCaseKey(sam().secrets, caseId, decodeBase64url(box ?? ""));
}

async function readCase(): Promise<readonly Uint8Array[]> {
  const params = { case: encodeBase64url(caseId) };
  const { messages } = await sam().session.call("readStaffCaseMessages", { params, query: {} });
  return messages.map(({ message }) => decodeBase64url(message));
}
