// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The real hub beside `ffmpeg -c copy`, on the same cameras at the same time: CPU for each recorded camera. The
 * hub also seals, hashes and spools what it records; uploading is measured apart, since ffmpeg's files stay where
 * they are. Then many cameras for minutes, without the loss of one fragment.
 */
import { join } from "node:path";
import { figure, type Figure } from "./figure.ts";
import { readRecordings } from "./hub/recordings.ts";
import type { BenchOptions } from "./options.ts";
import { cpuSeconds, cpuSecondsOfAll } from "./stage/cpu-time.ts";
import { HubHousehold } from "./stage/hub-household.ts";
import type { HubProcess } from "./stage/hub-process.ts";
import { drawMovie, RECORDED_CAMERA } from "./stage/movies.ts";
import { Program } from "./stage/program.ts";
import { scratchFolder } from "./stage/scratch-folder.ts";
import { startServerProcess, type ServerProcess } from "./stage/server-process.ts";

const COMPARED_CAMERAS = 8;
const MANY_CAMERAS = 16;
/** Until code is compiled and the first clips have ended. */
const WARM_UP_MS = 75_000;
const WINDOW_MS = 10_000;
/** As long as a clip, all together: each camera begins one in them, which costs the hub as much as many pictures. */
const WINDOWS = 6;
const CAMERAS_ENTRY = join(import.meta.dirname, "stage/camera-process.ts");

export async function run(options: BenchOptions): Promise<readonly Figure[]> {
  await using folder = await scratchFolder();
  const movie = join(folder.path, "movie.mp4");
  options.note("drawing the film");
  await drawMovie(movie, RECORDED_CAMERA);
  return [
    ...(await compareCpu(join(folder.path, "compared"), movie, options)),
    ...(await recordMany(join(folder.path, "many"), movie, options)),
  ];
}

async function compareCpu(dir: string, movie: string, { isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  const count = isQuick ? 1 : COMPARED_CAMERAS;
  await using scene = await startScene(dir, movie, count);
  const { hub, server, urls } = scene;
  await using recorders = startFfmpegs(dir, urls);
  note(`${String(count)} cameras, each into the hub and into ffmpeg: warming up`);
  await sleep(isQuick ? 5000 : WARM_UP_MS);
  const windows = isQuick ? 1 : WINDOWS;
  const uploading = await cpuRows(hub, recorders.programs, windows, note);
  // Without a server the hub records all the same, and does nothing else.
  await server.program.end();
  await sleep(isQuick ? 0 : WINDOW_MS);
  const spooling = await cpuRows(hub, recorders.programs, windows, note);
  const perCamera = (rows: readonly number[]) => (100 * mean(rows)) / count;
  const goal = { of: "ratio", atMost: 1.2 } as const;
  return [
    figure(
      "hub, a 1080p camera sealed and spooled",
      "% CPU",
      perCamera(spooling.hub),
      perCamera(spooling.ffmpeg),
      goal,
    ),
    figure("hub, the same and uploaded", "% CPU", perCamera(uploading.hub), perCamera(uploading.ffmpeg), {
      of: "ratio",
      atMost: 2,
    }),
  ];
}

async function recordMany(dir: string, movie: string, options: BenchOptions): Promise<readonly Figure[]> {
  const { isQuick, minutes, note } = options;
  const count = isQuick ? 2 : MANY_CAMERAS;
  await using scene = await startScene(dir, movie, count);
  const runMs = isQuick ? 5000 : minutes * 60_000;
  note(`${String(count)} cameras for ${String(runMs / 1000)} s`);
  await sleep(runMs);
  scene.cameras.tell({ hangUp: true });
  const sent = (await scene.cameras.says("sent"))["sent"] as readonly number[];
  const expected = sent.reduce((sum, frames) => sum + frames, 0);
  const { fragments, gaps } = await readRecordings(scene.home, expected, isQuick ? 20_000 : 120_000);
  note(`${String(expected)} frames sent, ${String(fragments)} fragments signed for, ${String(gaps)} gaps`);
  const lost = Math.abs(expected - fragments) + gaps;
  const name = `fragments lost, ${String(count)} cameras, ${String(runMs / 60_000)} min`;
  return [figure(name, `of ${String(expected)}`, lost, null, { of: "value", atMost: 0 })];
}

type Scene = AsyncDisposable &
  Readonly<{ server: ServerProcess; home: HubHousehold; cameras: Program; hub: HubProcess; urls: readonly string[] }>;

async function startScene(dir: string, movie: string, count: number): Promise<Scene> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startServerProcess(join(dir, "server")));
  const home = await HubHousehold.found(server.http);
  const cameras = stack.use(new Program({ entry: CAMERAS_ENTRY, words: [movie, String(count)] }));
  const urls = (await cameras.says("urls"))["urls"] as readonly string[];
  const start = { dataDir: join(dir, "hub"), serverUrl: server.url, cameraUrls: urls };
  const hub = stack.use(await home.startHub(start));
  const owned = stack.move();
  return { server, home, cameras, hub, urls, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function startFfmpegs(
  dir: string,
  urls: readonly string[],
): AsyncDisposable & Readonly<{ programs: readonly Program[] }> {
  const quiet = ["-v", "error", "-nostdin"];
  const programs = urls.map((url, at) => {
    const words = [...quiet, "-rtsp_transport", "tcp", "-i", url, "-c", "copy", join(dir, `ffmpeg-${String(at)}.mp4`)];
    return new Program({ entry: "ffmpeg", words });
  });
  const dispose = async () => {
    await Promise.all(programs.map((program) => program[Symbol.asyncDispose]()));
  };
  return { programs, [Symbol.asyncDispose]: dispose };
}

type CpuRows = Readonly<{ hub: readonly number[]; ffmpeg: readonly number[] }>;

/** Cores in use, window by window. */
async function cpuRows(
  hub: HubProcess,
  recorders: readonly Program[],
  windows: number,
  note: BenchOptions["note"],
): Promise<CpuRows> {
  const rows = { hub: [] as number[], ffmpeg: [] as number[] };
  const pids = recorders.map(({ pid }) => pid);
  for (let window = 1; window <= windows; window += 1) {
    const before = [performance.now(), await cpuSeconds(hub.pid), await cpuSecondsOfAll(pids)] as const;
    await sleep(WINDOW_MS);
    const seconds = (performance.now() - before[0]) / 1000;
    rows.hub.push(((await cpuSeconds(hub.pid)) - before[1]) / seconds);
    rows.ffmpeg.push(((await cpuSecondsOfAll(pids)) - before[2]) / seconds);
    note(`window ${String(window)} of ${String(windows)}: hub ${percent(rows.hub)}, ffmpeg ${percent(rows.ffmpeg)}`);
  }
  return rows;
}

function mean(rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + row, 0) / rows.length;
}

function percent(rows: readonly number[]): string {
  return `${(100 * (rows.at(-1) ?? 0)).toFixed(1)} %`;
}

function sleep(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
