// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A hub as its own process, with one camera, that waits for whoever opens its pairing address. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type PairingHub = AsyncDisposable & Readonly<{ secret: string }>;

const MAIN = fileURLToPath(new URL("../../apps/hub/src/main.ts", import.meta.url));

/** @param camera NAME=ADDRESS, as on the hub's command line */
export async function startPairingHub(serverUrl: string, camera: string): Promise<PairingHub> {
  const dataDir = await mkdtemp(join(tmpdir(), "nightlatch-hub-"));
  const words = ["--data", dataDir, "--server", serverUrl, "--camera", camera];
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ["ignore", "pipe", "ignore"] });
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "close");
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  for await (const line of createInterface(child.stdout)) {
    const news: unknown = JSON.parse(line);
    if (typeof news === "object" && news !== null && "pairing" in news) {
      // Read on: a full pipe would hold the hub up.
      child.stdout.resume();
      return { secret: String(news.pairing), [Symbol.asyncDispose]: stop };
    }
  }
  await stop();
  throw new Error("the hub ended before it could be paired");
}
