// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file `nightlatch up`: builds the app if its sources changed, starts server, demo camera and hub as processes of
 * their own, keeps them running, and tells the household where to go. Ends them all on Ctrl-C.
 */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildWebApp } from "./build-web-app.ts";
import { KeptProcess } from "./kept-process.ts";
import { connectedWords, pairingWords, runningWords } from "./screen-words.ts";
import { entryOf, WEB_ROOT } from "./places.ts";
import type { UpOptions } from "./up-options.ts";

/** Resolves with the exit code once everything has stopped. */
export async function up(options: UpOptions): Promise<number> {
  const logDir = join(options.dataDir, "logs");
  mkdirSync(logDir, { recursive: true, mode: 0o700 });
  await buildWebApp((text) => process.stdout.write(`${text}\n`));

  const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  const kept: KeptProcess[] = [];
  const start = async (process_: KeptProcess, news: string): Promise<string> => {
    kept.push(process_);
    return process_.start(news);
  };
  try {
    const server = await start(serverProcess(options, logDir), "listening");
    const cameras = [...options.cameras];
    if (options.withDemoCamera) {
      const url = await start(demoCameraProcess(logDir), "url");
      cameras.unshift(`Front door=${url}`);
    }
    const hub = hubProcess(options, server, cameras, logDir, appAddress(server));
    kept.push(hub);
    const failure = Promise.race(kept.map((one) => one.failure));
    process.stdout.write(runningWords(options.dataDir));
    await hub.start("pairing", "ready");
    await Promise.race([stopped, failure]);
    return 0;
  } finally {
    await Promise.all(kept.reverse().map((one) => one.stop()));
  }
}

function serverProcess({ dataDir, host, port }: UpOptions, logDir: string): KeptProcess {
  return new KeptProcess({
    name: "server",
    entry: entryOf("server"),
    launch: (url) => ({
      words: [],
      variables: {
        NIGHTLATCH_DATA: join(dataDir, "server"),
        NIGHTLATCH_HOST: host,
        NIGHTLATCH_PORT: url === undefined ? String(port) : new URL(url).port,
        NIGHTLATCH_WEB_ROOT: WEB_ROOT,
      },
    }),
    logDir,
  });
}

function demoCameraProcess(logDir: string): KeptProcess {
  const launch = (url: string | undefined) => ({ words: ["--port", url === undefined ? "0" : new URL(url).port] });
  return new KeptProcess({ name: "demo-camera", entry: entryOf("demo-camera"), launch, logDir });
}

function hubProcess(
  { dataDir }: UpOptions,
  server: string,
  cameras: readonly string[],
  logDir: string,
  address: string,
): KeptProcess {
  const words = ["--data", join(dataDir, "hub"), "--server", server];
  for (const camera of cameras) words.push("--camera", camera);
  return new KeptProcess({
    name: "hub",
    entry: entryOf("hub"),
    launch: () => ({ words }),
    logDir,
    onNews: (key, value) => {
      if (key === "pairing") process.stdout.write(pairingWords(`${address}/#hub=${value}`));
      if (key === "ready") process.stdout.write(connectedWords(address));
    },
  });
}

/** Browsers give keys and decoders to pages of "localhost" without TLS, and people can type it. */
function appAddress(server: string): string {
  return server.replace("//127.0.0.1:", "//localhost:");
}
