// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The fuzzing thread: its decoders may hang or run out of memory, and the watching thread goes on. */
import { parentPort, workerData } from "node:worker_threads";
import { fuzz, type SessionReport } from "./fuzz-session.ts";
import { SharedInput } from "./shared-input.ts";
import { openTarget } from "./targets/index.ts";

export type WorkerTask = Readonly<{
  names: readonly string[];
  seed: number;
  /** For each target. */
  durationMs: number;
  memory: SharedArrayBuffer;
}>;
export type WorkerMessage =
  Readonly<{ kind: "begins"; name: string }> | Readonly<{ kind: "report"; report: SessionReport }>;

const { names, seed, durationMs, memory } = workerData as WorkerTask;
const say = (message: WorkerMessage): void => parentPort?.postMessage(message);

for (const name of names) {
  const target = await openTarget(name);
  say({ kind: "begins", name });
  say({ kind: "report", report: await fuzz({ name, target, seed, durationMs, shared: new SharedInput(memory) }) });
}
