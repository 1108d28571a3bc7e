// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Runs the fuzzing thread and watches it. A target that hangs, or takes the thread down with it, becomes a finding
 * with the input that it had, and a new thread goes on with the next target.
 */
import { Worker } from "node:worker_threads";
import type { SessionReport } from "./fuzz-session.ts";
import type { WorkerMessage, WorkerTask } from "./fuzz-worker.ts";
import { SharedInput } from "./shared-input.ts";

export type WatchPlan = Readonly<{
  names: readonly string[];
  seed: number;
  durationMs: number;
  onReport(report: SessionReport): void;
  /** What fuzzes; for tests of the watching. */
  worker?: URL;
  /** Wall time without an execution: far beyond what execute.ts allows, since the machine may be busy. */
  hangsAfterMs?: number;
}>;

const MAX_INPUT_BYTES = 1024 * 1024;
const MAX_HEAP_MB = 768;
const LOOK_EVERY_MS = 200;
const FUZZ_WORKER = new URL("./fuzz-worker.ts", import.meta.url);
const HANGS_AFTER_MS = 20_000;

export async function watchTargets(plan: WatchPlan): Promise<void> {
  let left = plan.names;
  while (left.length > 0) {
    const done = await watchThread({ ...plan, names: left });
    left = left.slice(done);
  }
}

/** Answers for how many of the names there is a report. */
async function watchThread(plan: WatchPlan): Promise<number> {
  const { names, seed, durationMs, onReport } = plan;
  const shared = new SharedInput(MAX_INPUT_BYTES);
  const workerData: WorkerTask = { names, seed, durationMs, memory: shared.memory };
  const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MB };
  const worker = new Worker(plan.worker ?? FUZZ_WORKER, { workerData, resourceLimits });
  const progress = { name: "", executionsBefore: 0, reports: 0, startMs: performance.now() };
  worker.on("message", (message: WorkerMessage) => {
    if (message.kind === "report") {
      progress.reports += 1;
      onReport(message.report);
      return;
    }
    progress.name = message.name;
    progress.executionsBefore = shared.executions;
    progress.startMs = performance.now();
  });
  const fault = await threadEnd(worker, shared, plan.hangsAfterMs ?? HANGS_AFTER_MS);
  if (fault === undefined) return progress.reports;
  if (progress.name === "") throw new Error(`the fuzzing thread did not start: ${fault}`);
  const executions = shared.executions - progress.executionsBefore;
  const finding = { target: progress.name, seed, execution: executions, what: fault, input: shared.copy() };
  const stopped = { accepted: 0, behaviours: 0, durationMs: performance.now() - progress.startMs };
  onReport({ target: progress.name, executions, ...stopped, findings: [finding] });
  return progress.reports + 1;
}

/** Undefined when the thread came to its own end. */
function threadEnd(worker: Worker, shared: SharedInput, hangsAfterMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let seen = { executions: shared.executions, atMs: performance.now() };
    const timer = setInterval(() => {
      if (shared.executions !== seen.executions || shared.executions === 0) {
        seen = { executions: shared.executions, atMs: performance.now() };
      } else if (performance.now() - seen.atMs > hangsAfterMs) {
        end(`no answer for ${hangsAfterMs} ms`);
        void worker.terminate();
      }
    }, LOOK_EVERY_MS);
    const end = (fault: string | undefined): void => {
      clearInterval(timer);
      resolve(fault);
    };
    worker.once("error", (error: Error) => end(`took its thread down: ${error.message}`));
    worker.once("exit", () => end(undefined));
  });
}
