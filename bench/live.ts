// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file From the camera's socket to the canvas in real Chromium: 720p30 on loopback through the real hub, server and
 * app. Beside it the same path without seals, in turns; the difference is what sealing costs a viewer.
 */
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { makeFirstHousehold } from "../tests/browser/pages/first-household.ts";
import { chromiumFlags, chromiumPath } from "../tools/chromium.ts";
import { figure, median, percentile, type Figure } from "./figure.ts";
import { NUMBERED_CAMERA, NUMBERED_FRAMES } from "./live/frame-number.ts";
import type { Painted } from "./live/paint-probe.ts";
import { readPainted, waitForPicture } from "./live/screen.ts";
import { serveFiles } from "./live/static-files.ts";
import { buildApp, buildClearPage } from "./live/web-roots.ts";
import type { BenchOptions } from "./options.ts";
import { startHubProcess } from "./stage/hub-process.ts";
import { drawMovie } from "./stage/movies.ts";
import { Program } from "./stage/program.ts";
import { scratchFolder } from "./stage/scratch-folder.ts";
import { startServerProcess } from "./stage/server-process.ts";

const ROUND_MS = 6000;
/** Order in which the two connect to the camera. */
const VIEWERS = { sealed: 0, clear: 1 } as const;

type Send = readonly [frame: number, viewer: number, wallMs: number];

export async function run({ isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  await using folder = await scratchFolder();
  const path = (name: string) => join(folder.path, name);
  note("building the pages and drawing the film");
  await buildApp(path("app"));
  await buildClearPage(path("clear"));
  await drawMovie(path("movie.mp4"), NUMBERED_CAMERA);

  await using server = await startServerProcess(path("server"), path("app"));
  await using files = await serveFiles(path("clear/page"));
  await using camera = new Program({
    entry: join(import.meta.dirname, "live/timed-camera.ts"),
    words: [path("movie.mp4")],
  });
  const cameraUrl = String((await camera.says("url"))["url"]);
  await using hub = startHubProcess({ dataDir: path("hub"), serverUrl: server.url, cameraUrls: [cameraUrl] });
  const secret = String((await hub.says("pairing"))["pairing"]);

  const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
  await using closing = new AsyncDisposableStack();
  closing.defer(() => browser.close());
  const context = await browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce" });
  const page = await context.newPage();
  note("making a household in the browser");
  await makeFirstHousehold(page, `${server.url}/#${secret.replace(/^(hub=)?/u, "hub=")}`, "Bench");
  await hub.says("ready");
  await waitForPicture(page);

  // The hub is connected by now: the clear path comes second at the camera.
  await using relay = new Program({ entry: join(import.meta.dirname, "baselines/bare-ws-broadcast.ts") });
  const relayUrl = String((await relay.says("listening"))["listening"]);
  const clearWords = [cameraUrl, `${relayUrl}/source`];
  await using clearHub = new Program({
    entry: join(import.meta.dirname, "baselines/clear/clear-hub.ts"),
    words: clearWords,
  });
  await clearHub.says("open");

  const firstPictureMs = await firstPictures(page, isQuick ? 2 : 20, note);
  const addresses = {
    sealed: `${server.url}/cameras`,
    clear: `${files.origin}/#${encodeURIComponent(`${relayUrl}/viewer`)}`,
  };
  const latencies: Record<keyof typeof VIEWERS, number[][]> = { sealed: [], clear: [] };
  const rounds = isQuick ? 1 : 8;
  for (let round = 1; round <= rounds; round += 1) {
    for (const side of ["clear", "sealed"] as const) {
      const latenciesMs = await watchRound(page, addresses[side], camera, VIEWERS[side]);
      latencies[side].push(latenciesMs);
      note(`round ${String(round)} of ${String(rounds)}, ${side}: p50 ${median(latenciesMs).toFixed(1)} ms`);
    }
  }
  const [sealed, clear] = [latencies.sealed.flat(), latencies.clear.flat()];
  const medians = (side: keyof typeof VIEWERS) => median(latencies[side].map(median));
  return [
    figure("camera to canvas, sealed, p50", "ms", median(sealed), median(clear), { of: "value", atMost: 20 }),
    figure("camera to canvas, sealed, p95", "ms", percentile(sealed, 0.95), percentile(clear, 0.95), {
      of: "value",
      atMost: 45,
    }),
    figure("watch request to first picture", "ms", median(firstPictureMs), null, { of: "value", atMost: 120 }),
    figure("sealed against clear", "ms", medians("sealed"), medians("clear"), { of: "ratio", atMost: 1.05 }),
  ];
}

/** Leaves the live picture and comes back, at another place in the group of pictures each time. */
async function firstPictures(page: Page, times: number, note: BenchOptions["note"]): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    await page.getByRole("link", { name: "Household" }).first().click();
    await page.waitForTimeout(700 + ((time * 617) % 2000));
    await readPainted(page);
    await page.getByRole("link", { name: "Cameras" }).first().click();
    taken.push(...(await waitForPicture(page)).firstPictureMs);
  }
  note(`first pictures after ${taken.map((ms) => ms.toFixed(0)).join(", ")} ms`);
  return taken;
}

async function watchRound(page: Page, address: string, camera: Program, viewer: number): Promise<number[]> {
  await page.goto("about:blank");
  await page.goto(address);
  await waitForPicture(page);
  await page.waitForTimeout(1500);
  await readPainted(page);
  camera.tell({ forget: true });
  await page.waitForTimeout(ROUND_MS);
  const painted = await readPainted(page);
  camera.tell({ sends: true });
  const sends = (await camera.says("sends"))["sends"] as readonly Send[];
  return latenciesOf(
    painted,
    sends.filter((send) => send[1] === viewer),
  );
}

/** Frames that were painted; one that was left out for a newer one has no time. */
function latenciesOf({ paints }: Painted, sends: readonly Send[]): number[] {
  const sentMs = new Map(sends.map(([frame, , wallMs]) => [frame % NUMBERED_FRAMES, wallMs]));
  const latencies = paints.flatMap(([number, paintedMs]) => {
    const wallMs = sentMs.get(number);
    return wallMs === undefined ? [] : [paintedMs - wallMs];
  });
  if (latencies.length < paints.length / 2) throw new Error("the numbers in the pictures are not those of the film");
  return latencies;
}
