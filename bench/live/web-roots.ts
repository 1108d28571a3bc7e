// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The household's app, built as it is shipped, with the probe in front of its vault's worker; and once more for
 * the yardstick, with one module of that worker replaced: the one that opens fragments.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type InlineConfig, type Plugin } from "vite";
import { PAINT_PROBE } from "./paint-probe.ts";

const ROOT = join(import.meta.dirname, "../..");
const APP = join(ROOT, "apps/household-web");
const PRODUCT_OPENER = join(ROOT, "packages/protocol/src/open/clip-opener.ts");
const CLEAR_OPENER = join(ROOT, "bench/baselines/clear/clear-opener.ts");

export async function buildApp(dir: string): Promise<void> {
  await buildWith(dir, {});
}

/** For the hub of bench/baselines/clear. */
export async function buildClearApp(dir: string): Promise<void> {
  await buildWith(dir, { worker: { plugins: () => [openInTheClear()] } });
}

async function buildWith(dir: string, config: InlineConfig): Promise<void> {
  await build({ ...config, root: APP, logLevel: "error", build: { outDir: dir, emptyOutDir: true } });
  const assets = await readdir(join(dir, "assets"));
  const worker = assets.find((name) => /^vault\.worker-.*\.js$/u.test(name));
  if (worker === undefined) throw new Error("the app was built without its vault's worker");
  const path = join(dir, "assets", worker);
  await writeFile(path, PAINT_PROBE + (await readFile(path, "utf8")));
}

function openInTheClear(): Plugin {
  let isReplaced = false;
  return {
    name: "nightlatch-bench-clear",
    enforce: "pre",
    async resolveId(source, importer) {
      if (importer === CLEAR_OPENER) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      if (resolved?.id !== PRODUCT_OPENER) return null;
      isReplaced = true;
      return CLEAR_OPENER;
    },
    buildEnd() {
      if (!isReplaced) throw new Error("the app opens fragments elsewhere than it did: the yardstick is sealed");
    },
  };
}
