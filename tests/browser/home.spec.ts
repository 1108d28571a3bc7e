// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household's first day, from lens to browser, on real parts: `nightlatch up` with its demo camera, then a
 * camera with a password, then GStreamer's RTSP server with reordered pictures. One home for all steps.
 */
import { expect, test, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyExport } from "@nightlatch/protocol/export";
import { VirtualCamera } from "../../apps/demo-camera/src/index.ts";
import { startHome, type RunningHome } from "../constellation/running-home.ts";
import { drawFilm } from "../gstreamer/drawn-film.ts";
import { startGstreamerCamera } from "../gstreamer/gstreamer-camera.ts";
import { addNetworkCamera, letIn, readInviteLink, removeDevice } from "./pages/household-acts.ts";
import { makeFirstHousehold } from "./pages/first-household.ts";
import { watchConsole } from "./watch-console.ts";

test.describe.configure({ mode: "serial" });

const SCENE = fileURLToPath(new URL("../../apps/demo-camera/scene/front-door.mp4", import.meta.url));

let home: RunningHome;
let context: BrowserContext;
let page: Page;
let complaints: readonly string[];

test.beforeAll(async ({ browser }, { project }) => {
  home = await startHome();
  context = await newContext(browser, project.use);
  page = await context.newPage();
  complaints = watchConsole(page);
});

test.afterAll(async () => {
  await context.close();
  await home[Symbol.asyncDispose]();
});

test("a newcomer makes a household and watches the demo camera live", async () => {
  await makeFirstHousehold(page, home.pairingAddress, "The Garden House");
  await expectLive(page, "Front door");
  await expectMoving(page);
});

test("a reload comes back to the same household, live", async () => {
  await page.goto(home.origin);
  await expect(page.getByRole("heading", { name: "The Garden House" })).toBeVisible();
  await expectLive(page, "Front door");
});

test("a recording plays on from where it is put", async () => {
  test.setTimeout(150_000);
  await page.goto(`${home.origin}/timeline`);
  const play = page.getByRole("button", { name: "Play", exact: true });
  // The first part of a recording is a while in coming: the strip fills as the hub uploads.
  await expect(async () => {
    await page.reload();
    await expect(play).toBeVisible({ timeout: 5000 });
    for (let step = 0; step < 2; step += 1) await page.getByRole("button", { name: "Back 10 seconds" }).click();
    await expect.poll(() => readyState(page), { timeout: 5000 }).toBeGreaterThanOrEqual(2);
  }).toPass({ timeout: 120_000 });
  const before = await shownSeconds(page);
  await play.click();
  await expect.poll(() => shownSeconds(page), { timeout: 15_000 }).toBeGreaterThan(before + 2);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
});

test("a saved video opens in a player that we did not write, and proves where it comes from", async () => {
  test.setTimeout(180_000);
  await page.getByRole("button", { name: /Export/u }).click();
  const path = await saveVideo();
  const probed = JSON.parse(
    execFileSync("ffprobe", ["-v", "error", "-show_streams", "-show_format", "-of", "json", path]).toString(),
  ) as { streams: { codec_name: string }[]; format: { duration: string; format_name: string } };
  expect(probed.streams.map(({ codec_name }) => codec_name).sort()).toEqual(["aac", "h264"]);
  expect(Number(probed.format.duration)).toBeGreaterThan(2);
  const complaintsOfFfmpeg = execFileSync("ffmpeg", ["-v", "warning", "-i", path, "-f", "null", "-"], {
    stdio: ["ignore", "pipe", "pipe"],
  }).toString();
  expect(complaintsOfFfmpeg).toBe("");
  // As soon as the hub has ended and signed the clip.
  await expect(async () => {
    const verdict = verifyExport(await readFile(await saveVideo()));
    if (verdict?.kind !== "genuine") throw new Error(verdict?.code ?? "no proof yet");
    expect([verdict.unshown, verdict.record?.cosigned.length]).toEqual([[], 1]);
  }).toPass({ timeout: 150_000 });
});

async function saveVideo(): Promise<string> {
  const saving = page.waitForEvent("download", { timeout: 60_000 });
  await page.getByRole("button", { name: "Save video" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toMatch(/\.mp4$/u);
  return download.path();
}

test("a second browser is let in by link and the same code, watches, and is put out again", async ({ browser }, {
  project,
}) => {
  test.setTimeout(120_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: home.origin });
  const link = await readInviteLink(page, home.origin);
  expect(new URL(link).hash.length).toBeGreaterThan(40);

  const second = await newContext(browser, project.use);
  const other = await second.newPage();
  await letIn({ owner: page, newcomer: other, link, name: "Kitchen tablet" });
  await expectLive(other, "Front door");
  await expect(other.getByText("Add camera")).toHaveCount(0);

  await removeDevice(page, home.origin, "Kitchen tablet");
  await expect(other.getByText("This browser was removed")).toBeVisible({ timeout: 15_000 });
  await page.goto(`${home.origin}/cameras`);
  await expectLive(page, "Front door");
  await expectMoving(page);
  await second.close();
});

test("a link that was used or mistyped says what to do", async ({ browser }, { project }) => {
  const second = await newContext(browser, project.use);
  const other = await second.newPage();
  await other.goto(`${home.origin}/join#tooshort`);
  await other.getByLabel("Your name").fill("Cleo");
  await other.getByRole("button", { name: "Ask to join" }).click();
  await expect(other.getByText("Ask for a new link and open it in full, or scan its code.")).toBeVisible();
  await second.close();
});

test("a camera with a wrong password says so, and how to mend it", async () => {
  test.setTimeout(120_000);
  const login = { user: "door", password: "right", schemes: ["sha-256"], qop: "auth" } as const;
  await using camera = await VirtualCamera.start({ movie: SCENE, login });
  await addNetworkCamera(page, home.origin, { name: "Back yard", url: camera.url, user: "door", password: "wrong" });
  await page.goto(`${home.origin}/cameras`);
  await expect(page.getByText("Camera not reached", { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.goto(`${home.origin}/settings`);
  await page.getByRole("link", { name: /Back yard/u }).click();
  await expect(page.getByText(/password/iu).first()).toBeVisible();
});

test("a camera that we did not write, with reordered pictures, is watched and played back", async () => {
  test.setTimeout(180_000);
  const film = await filmWithReorderedPictures();
  await using camera = await startGstreamerCamera(film);
  await addNetworkCamera(page, home.origin, { name: "Garage", url: camera.url, user: "", password: "" });
  await page.goto(`${home.origin}/cameras`);
  await expectLive(page, "Garage", 45_000);
});

test("the console stayed silent", () => {
  // A refused password and a removed browser are expected states, not errors of the page.
  expect(complaints.filter((complaint) => !/status of 40[14]/u.test(complaint))).toEqual([]);
});

/** A real clip where NIGHTLATCH_CLIPS names a folder with one; else a drawn film. Both have B-frames. */
async function filmWithReorderedPictures(): Promise<string> {
  const clips = process.env["NIGHTLATCH_CLIPS"];
  return clips === undefined ? drawFilm({ bFrames: 2 }) : join(clips, "intel-one-by-one-person-detection.mp4");
}

async function newContext(browser: Browser, use: Record<string, unknown>): Promise<BrowserContext> {
  const { viewport, userAgent, deviceScaleFactor, isMobile, hasTouch } = use as Parameters<
    typeof browser.newContext
  >[0] &
    object;
  const size = { viewport, userAgent, deviceScaleFactor, isMobile, hasTouch };
  const given = Object.fromEntries(Object.entries(size).filter(([, value]) => value !== undefined));
  return browser.newContext({ ...given, reducedMotion: "reduce", acceptDownloads: true });
}

/** What a screen reader is told: "Front door: live". */
async function expectLive(on: Page, camera: string, timeout = 20_000): Promise<void> {
  await expect(on.getByText(`${camera}: live`, { exact: true }).first()).toBeAttached({ timeout });
}

/** Two pictures of the picture, a moment apart, are not the same. */
async function expectMoving(on: Page): Promise<void> {
  const canvas = on.locator("canvas").first();
  const first = await canvas.screenshot();
  await expect.poll(async () => (await canvas.screenshot()).equals(first), { timeout: 10_000 }).toBe(false);
}

function shownSeconds(on: Page): Promise<number> {
  return on
    .locator("video")
    .first()
    .evaluate((video) => (video as HTMLVideoElement).currentTime);
}

/** HAVE_CURRENT_DATA or more: there is a picture. */
function readyState(on: Page): Promise<number> {
  return on
    .locator("video")
    .first()
    .evaluate((video) => (video as HTMLVideoElement).readyState);
}
