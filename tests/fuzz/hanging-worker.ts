// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A fuzzing thread that never comes back from the input that it says it is decoding: the watcher must see it. */
import { parentPort, workerData } from "node:worker_threads";
import type { WorkerMessage, WorkerTask } from "./fuzz-worker.ts";
import { SharedInput } from "./shared-input.ts";

const { names, memory } = workerData as WorkerTask;
const [name = ""] = names;
parentPort?.postMessage({ kind: "begins", name } satisfies WorkerMessage);
new SharedInput(memory).begin(Uint8Array.of(1, 2, 3));
for (;;);
