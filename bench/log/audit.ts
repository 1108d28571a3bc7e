// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file `nightlatch audit` of a log of a million signed leaves in thousands of lanes, over HTTP from this machine. The
 * log is made once and not counted. Memory is the auditor's own, as the system counts it, a quarter of the way in
 * against the end; its CPU, which other work on the machine changes little, is held against the signature checks alone.
 */
import { LOG_PREFIX } from "@nightlatch/api-contract";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { systemRandom } from "@nightlatch/crypto/random";
import { openSequencer, type LogStore } from "@nightlatch/transparency/log";
import { openLogFolder } from "@nightlatch/transparency/log-folder";
import { createLogSigner, type LogSigner } from "@nightlatch/transparency/signing";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LaneWriter } from "../../tests/audit/lanes.ts";
import { figure, type Figure } from "../figure.ts";
import type { BenchOptions } from "../options.ts";
import { watchProcess } from "../stage/process-watch.ts";
import { scratchFolder } from "../stage/scratch-folder.ts";
import { bareCheckSeconds } from "./bare-checks.ts";

const ORIGIN = "log.example/bench-audit";
const AUDITOR = fileURLToPath(new URL("../../apps/auditor/src/main.ts", import.meta.url));
const LEAVES_AT_ONCE = 16_384;
const MEBIBYTE = 1024 * 1024;

export async function benchAudit({ isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  const [count, lanes] = isQuick ? [8192, 64] : [1_000_000, 4096];
  await using folder = await scratchFolder();
  const signer = createLogSigner(ORIGIN, noteKeyFromSeed(systemRandom(32)));
  const store = await openLogFolder(join(folder.path, "log"), { create: true });
  await makeLog(store, signer, count, lanes);
  note(`a log of ${count.toLocaleString("en")} leaves in ${lanes.toLocaleString("en")} lanes is made`);
  await using server = await serveLog(store, signer);
  const { seconds, cpuSeconds, growthBytes } = await auditOnce(server.url, join(folder.path, "state"), count);
  const bareSeconds = bareCheckSeconds() * count;
  return [
    figure(`audit of ${count.toLocaleString("en")} leaves`, "s", seconds, null, { of: "value", atMost: 120 }),
    figure("auditor's CPU, against its signature checks alone", "s", cpuSeconds, bareSeconds, {
      of: "ratio",
      atMost: isQuick ? 4 : 1.5,
    }),
    figure("auditor's memory, from a quarter of the way to the end", "MiB", growthBytes / MEBIBYTE, null, {
      of: "value",
      // A short run ends while its heap still settles.
      atMost: isQuick ? 160 : 64,
    }),
  ];
}

async function makeLog(store: LogStore, signer: LogSigner, count: number, lanes: number): Promise<void> {
  const writers = Array.from({ length: lanes }, (_, i) => new LaneWriter(`lane ${String(i)}`));
  await using sequencer = await openSequencer({ store, origin: ORIGIN, signers: [signer] });
  for (let at = 0; at < count; at += LEAVES_AT_ONCE) {
    const appended: Promise<number>[] = [];
    for (let i = at; i < Math.min(at + LEAVES_AT_ONCE, count); i += 1) {
      const leaf = writers[i % lanes]?.write(String(i));
      if (leaf !== undefined) appended.push(sequencer.append(leaf));
    }
    await Promise.all(appended);
  }
}

async function serveLog(store: LogStore, { vkey }: LogSigner): Promise<AsyncDisposable & Readonly<{ url: string }>> {
  const policy = Buffer.from(`log ${vkey}\nquorum none\n`);
  const noRelease = JSON.stringify({ error: { code: "release.unknown", message: "no app", advice: "" } });
  const server = createServer((request, response) => {
    const path = (request.url ?? "").replace(LOG_PREFIX, "");
    const found = path === "policy" ? Promise.resolve(policy) : store.read(path);
    void found.then((bytes) => response.writeHead(bytes === undefined ? 404 : 200).end(bytes ?? noRelease));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${String(port)}`, [Symbol.asyncDispose]: close };
}

async function auditOnce(
  url: string,
  state: string,
  count: number,
): Promise<Readonly<{ seconds: number; cpuSeconds: number; growthBytes: number }>> {
  const started = performance.now();
  const child = spawn(process.execPath, [AUDITOR, "audit", url, "--state", state, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let report = "";
  child.stdout.on("data", (bytes: Buffer) => (report += bytes.toString()));
  const use = watchProcess(child);
  const [code] = (await once(child, "close")) as [number | null];
  const seconds = (performance.now() - started) / 1000;
  const read = report === "" ? 0 : (JSON.parse(report) as { leavesRead: number }).leavesRead;
  if (code !== 0 || read !== count) throw new Error(`the audit ended with ${String(code)}: ${report}`);
  const { residentBytes, cpuSeconds } = await use;
  const quarter = Math.floor(residentBytes.length / 4);
  const [early, late] = [residentBytes.slice(0, quarter + 1), residentBytes.slice(quarter)];
  return { seconds, cpuSeconds, growthBytes: Math.max(0, Math.max(...late) - Math.max(...early)) };
}
