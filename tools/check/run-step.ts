// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Runs one step of the check in its own process, its output passed on as it comes. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { env } from "node:process";
import { PLAYWRIGHT_REPORT, type Step } from "./steps.ts";
import { judge, ONE_FAILED, ONE_PASSED, type Tally } from "./tally.ts";

export type StepResult = Readonly<{ name: string; tally: Tally; durationMs: number }>;

export async function runStep(root: string, step: Step): Promise<StepResult> {
  const startedMs = performance.now();
  // A report of yesterday must not speak for a runner that crashed today.
  if (step.report !== undefined) rmSync(join(root, step.report.path), { force: true });
  const exitCode = await runToEnd(root, step);
  return { name: step.name, tally: tallyOf(root, step, exitCode), durationMs: performance.now() - startedMs };
}

function tallyOf(root: string, step: Step, exitCode: number): Tally {
  if (step.report === undefined) return exitCode === 0 ? ONE_PASSED : ONE_FAILED;
  const path = join(root, step.report.path);
  return judge(exitCode, existsSync(path) ? step.report.read(JSON.parse(readFileSync(path, "utf8"))) : undefined);
}

function runToEnd(root: string, step: Step): Promise<number> {
  const [program, ...rest] = step.command;
  const binaries = join(root, "node_modules", ".bin");
  const child = spawn(join(binaries, program), rest, {
    cwd: join(root, step.folder ?? "."),
    // No standard input: a runner that would ask a question must not wait for an answer.
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...env,
      PATH: `${binaries}${delimiter}${env["PATH"] ?? ""}`,
      PLAYWRIGHT_JSON_OUTPUT_FILE: join(root, PLAYWRIGHT_REPORT),
    },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      resolve(code ?? 1);
    });
  });
}
