// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Both pages, built and with the probe in front of their workers: the real app, and the clear yardstick. */
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { PAINT_PROBE } from "./paint-probe.ts";

const ROOT = join(import.meta.dirname, "../..");
const APP = join(ROOT, "apps/household-web");
const CLEAR = join(ROOT, "bench/baselines/clear");

/** The household's app as it is shipped, in `dir`; only its vault's worker begins with the probe. */
export async function buildApp(dir: string): Promise<void> {
  await build({ root: APP, logLevel: "error", build: { outDir: dir, emptyOutDir: true } });
  const assets = await readdir(join(dir, "assets"));
  const worker = assets.find((name) => /^vault\.worker-.*\.js$/u.test(name));
  if (worker === undefined) throw new Error("the app was built without its vault's worker");
  await putProbeBefore(join(dir, "assets", worker));
}

export async function buildClearPage(dir: string): Promise<void> {
  for (const [entry, name] of [
    ["clear-page.ts", "clear-page.js"],
    ["clear-viewer.worker.ts", "clear-viewer.js"],
  ] as const) {
    await build({
      root: CLEAR,
      configFile: false,
      logLevel: "error",
      build: {
        outDir: join(dir, name),
        target: "es2023",
        rolldownOptions: { input: join(CLEAR, entry), output: { entryFileNames: name } },
      },
    });
    await cp(join(dir, name, name), join(dir, "page", name));
  }
  await putProbeBefore(join(dir, "page", "clear-viewer.js"));
  const page = `<!doctype html><meta charset="utf-8"><body><script type="module" src="clear-page.js"></script>`;
  await writeFile(join(dir, "page", "index.html"), page);
}

async function putProbeBefore(path: string): Promise<void> {
  await writeFile(path, PAINT_PROBE + (await readFile(path, "utf8")));
}
