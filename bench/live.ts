// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file From the camera's socket to the canvas in real Chromium: 720p30 on loopback through the real hub, server and
 * app. Beside it the same hub, server and app without seals, on the same camera, in turns; the difference is what
 * sealing costs a viewer.
 */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { chromium } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../tools/chromium.ts";
import { figure, median, percentile, type Figure } from "./figure.ts";
import { NUMBERED_CAMERA, NUMBERED_FRAMES } from "./live/frame-number.ts";
import type { Painted } from "./live/paint-probe.ts";
import { readPainted } from "./live/screen.ts";
import { WatchingSide } from "./live/watching-side.ts";
import { buildApp, buildClearApp } from "./live/web-roots.ts";
import type { BenchOptions } from "./options.ts";
import { drawMovie } from "./stage/movies.ts";
import { numberIn, Program } from "./stage/program.ts";
import { scratchFolder } from "./stage/scratch-folder.ts";

const CLEAR_HUB = join(import.meta.dirname, "baselines/clear/clear-hub.ts");
/** Short, and many: what else the machine does falls on both sides alike. */
const ROUND_MS = 1500;
const SETTLE_MS = 700;
const ROUNDS_A_TURN = 10;
/** In turns the hubs start anew, and swap who is served first by the camera. */
const TURNS = 4;

type SideName = "sealed" | "clear";
type Sides = Readonly<Record<SideName, WatchingSide>>;
type Send = readonly [frame: number, viewer: number, wallMs: number];

export async function run({ isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  await using folder = await scratchFolder();
  const path = (name: string) => join(folder.path, name);
  note("building the app twice and drawing the film");
  await buildApp(path("sealed-app"));
  await buildClearApp(path("clear-app"));
  await drawMovie(path("movie.mp4"), NUMBERED_CAMERA);

  await using camera = new Program({
    entry: join(import.meta.dirname, "live/timed-camera.ts"),
    words: [path("movie.mp4")],
  });
  const cameraUrls = [String((await camera.says("url"))["url"])];
  await using closing = new AsyncDisposableStack();
  const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
  closing.defer(() => browser.close());
  const startSide = async (name: SideName, entry: Readonly<{ entry?: string }>) => {
    note(`making a household in the browser, ${name}`);
    const hub = { dataDir: path(`${name}-hub`), cameraUrls, ...entry };
    const side = { browser, serverDir: path(`${name}-server`), webRoot: path(`${name}-app`), hub };
    return closing.use(await WatchingSide.start(side));
  };
  const sealed = await startSide("sealed", {});
  await sealed.hide();
  const firstPictureMs = await firstPictures(sealed, isQuick ? 2 : 20, note);
  const clear = await startSide("clear", { entry: CLEAR_HUB });
  await clear.hide();

  const rounds: Record<SideName, number[][]> = { sealed: [], clear: [] };
  for (let turn = 0; turn < (isQuick ? 1 : TURNS); turn += 1) {
    const served = turn % 2 === 0 ? (["sealed", "clear"] as const) : (["clear", "sealed"] as const);
    await restartHubs({ sealed, clear }, served, camera);
    for (let round = 1; round <= (isQuick ? 1 : ROUNDS_A_TURN); round += 1) {
      for (const name of round % 2 === 0 ? served : served.toReversed()) {
        const latenciesMs = await watchRound({ sealed, clear }[name], camera, served.indexOf(name));
        rounds[name].push(latenciesMs);
      }
      const [ours, theirs] = [rounds.sealed.at(-1) ?? [], rounds.clear.at(-1) ?? []].map(median);
      note(`turn ${String(turn + 1)}, p50: sealed ${inMs(ours)}, clear ${inMs(theirs)}`);
    }
  }
  return figuresOf(rounds, firstPictureMs);
}

function inMs(durationMs: number | undefined): string {
  return `${durationMs?.toFixed(2) ?? "no"} ms`;
}

function figuresOf(rounds: Record<SideName, number[][]>, firstPictureMs: readonly number[]): readonly Figure[] {
  const [sealed, clear] = [rounds.sealed.flat(), rounds.clear.flat()];
  // Of rounds that stand beside each other: what else the machine does changes slower than that.
  const ratios = rounds.sealed.map((round, at) => median(round) / median(rounds.clear[at] ?? []));
  return [
    figure("camera to canvas, sealed, p50", "ms", median(sealed), median(clear), { of: "value", atMost: 20 }),
    figure("camera to canvas, sealed, p95", "ms", percentile(sealed, 0.95), percentile(clear, 0.95), {
      of: "value",
      atMost: 45,
    }),
    figure("watch request to first picture", "ms", median(firstPictureMs), null, { of: "value", atMost: 120 }),
    figure("sealed against clear", "×", median(ratios), 1, { of: "ratio", atMost: 1.05 }),
  ];
}

/** Comes back to the live picture, at another place in the group of pictures each time. */
async function firstPictures(
  side: WatchingSide,
  times: number,
  note: BenchOptions["note"],
): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    await setTimeout(700 + ((time * 617) % 2000));
    taken.push(await side.show());
    await side.hide();
  }
  note(`first pictures after ${taken.map((ms) => ms.toFixed(0)).join(", ")} ms`);
  return taken;
}

/** The camera serves its viewers one after the other, in the order in which they came: that must favour neither. */
async function restartHubs(sides: Sides, served: readonly SideName[], camera: Program): Promise<void> {
  for (const name of served) await sides[name].stopHub();
  await hasViewers(camera, 0);
  for (const [at, name] of served.entries()) {
    await sides[name].startHub();
    await hasViewers(camera, at + 1);
  }
}

async function hasViewers(camera: Program, count: number): Promise<void> {
  for (;;) {
    camera.tell({ viewers: true });
    if (numberIn(await camera.says("viewers"), "viewers") === count) return;
    await setTimeout(50);
  }
}

async function watchRound(side: WatchingSide, camera: Program, viewer: number): Promise<number[]> {
  await side.show();
  await setTimeout(SETTLE_MS);
  await readPainted(side.page);
  camera.tell({ forget: true });
  await setTimeout(ROUND_MS);
  const painted = await readPainted(side.page);
  camera.tell({ sends: true });
  const sends = (await camera.says("sends"))["sends"] as readonly Send[];
  await side.hide();
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
  if (latencies.length === 0) throw new Error("a round went by without a picture: the machine is too busy to measure");
  if (latencies.length < paints.length / 2) throw new Error("the numbers in the pictures are not those of the film");
  return latencies;
}
