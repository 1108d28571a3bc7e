// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Runs every check, whatever the earlier ones said, then prints a table and one closing line.
 * `--quick` runs the quick ones; `--only NAME` runs one.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runStep, type StepResult } from "./run-step.ts";
import { RESULTS_FOLDER, steps, type Step } from "./steps.ts";
import { addTallies, formatTally } from "./tally.ts";

const ROOT = join(import.meta.dirname, "../..");

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: "boolean" }, only: { type: "string" } } });
  const chosen = steps.filter((step) => isChosen(step, values));
  if (chosen.length === 0) {
    console.error(`There is no such check. There are: ${steps.map((step) => step.name).join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  mkdirSync(join(ROOT, RESULTS_FOLDER), { recursive: true });
  const results: StepResult[] = [];
  for (const step of chosen) {
    console.log(`\n── ${step.name}: ${step.command.join(" ")}`);
    results.push(await runStep(ROOT, step));
  }
  report(results);
}

function isChosen(step: Step, { quick, only }: { quick?: boolean; only?: string }): boolean {
  return (quick !== true || step.quick) && (only === undefined || step.name === only);
}

function report(results: readonly StepResult[]): void {
  const width = Math.max(...results.map(({ name }) => name.length));
  console.log("\n── summary");
  for (const { name, tally, durationMs } of results) {
    const mark = tally.failed === 0 ? "ok    " : "FAILED";
    const seconds = `${(durationMs / 1000).toFixed(1)} s`.padStart(8);
    console.log(`${mark}  ${name.padEnd(width)} ${seconds}   ${formatTally(tally)}`);
  }
  const total = addTallies(results.map(({ tally }) => tally));
  console.log(`\n${formatTally(total)}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

await main();
