// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A whole home as its user starts it: `nightlatch up` with server, hub and demo camera, in a folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";

export type RunningHome = AsyncDisposable &
  Readonly<{
    origin: string;
    /** The address that the terminal shows, with the hub's secret behind the '#'. */
    pairingAddress: string;
    dataDir: string;
    /** All that it has printed. */
    said: () => string;
  }>;

const MAIN = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url));
const ADDRESS = /http:\/\/localhost:\d+\/#hub=[\w-]{22}/u;

/** Starts it and resolves when the address is printed. `words`: further options of `nightlatch up`. */
export async function startHome(...words: readonly string[]): Promise<RunningHome> {
  const dataDir = await mkdtemp(join(tmpdir(), "nightlatch-home-"));
  const child = spawn(process.execPath, [MAIN, "up", "--port", String(await freePort()), "--data", dataDir, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      child.emit("said");
    });
  }
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "close");
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  while (!ADDRESS.test(text)) {
    if (child.exitCode !== null) {
      await stop();
      throw new Error(`nightlatch up ended:\n${text}`);
    }
    await Promise.race([once(child, "said"), once(child, "close")]);
  }
  const pairingAddress = ADDRESS.exec(text)?.[0] ?? "";
  const { origin } = new URL(pairingAddress);
  return { origin, pairingAddress, dataDir, said: () => text, [Symbol.asyncDispose]: stop };
}
