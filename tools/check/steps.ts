// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Everything that `npm test` runs, in order: the cheap judges first. `npm run verify` runs the quick ones. */
import { join } from "node:path";
import { playwrightTally, vitestTally, type Tally } from "./tally.ts";

export type Step = Readonly<{
  name: string;
  /** A program of node_modules/.bin and its arguments. */
  command: readonly [program: string, ...rest: string[]];
  /** Relative to the repository's root. */
  folder?: string;
  quick: boolean;
  /** A test runner's own count; a step without one counts as one check. */
  report?: Readonly<{ path: string; read: (json: unknown) => Tally }>;
}>;

export const RESULTS_FOLDER = join(".cache", "results");
const NODE_REPORT = join(RESULTS_FOLDER, "vitest-node.json");
const CHROMIUM_REPORT = join(RESULTS_FOLDER, "vitest-chromium.json");
/** Playwright's JSON reporter takes its path from the environment: see run-step.ts. */
export const PLAYWRIGHT_REPORT = join(RESULTS_FOLDER, "playwright.json");

export const steps: readonly Step[] = [
  { name: "format", command: ["prettier", "--check", "--log-level=warn", "."], quick: true },
  { name: "lint", command: ["eslint", "."], quick: true },
  { name: "types", command: ["tsc", "-b"], quick: true },
  { name: "layers", command: ["depcruise", "apps", "packages"], quick: true },
  { name: "unused code", command: ["knip"], quick: true },
  vitest("tests on Node", "node", NODE_REPORT, true),
  vitest("tests in Chromium", "chromium", CHROMIUM_REPORT, false),
  { name: "web build", command: ["vite", "build", "--logLevel=warn"], folder: "apps/household-web", quick: false },
  { name: "console build", command: ["vite", "build", "--logLevel=warn"], folder: "apps/staff-console", quick: false },
  {
    name: "browser specs",
    command: ["playwright", "test", "--reporter=list,json"],
    quick: false,
    report: { path: PLAYWRIGHT_REPORT, read: playwrightTally },
  },
];

function vitest(name: string, project: string, path: string, quick: boolean): Step {
  // Two files at a time: most of a test's time is waiting for a process, a disk or a socket.
  const reporters = ["--maxWorkers=2", "--reporter=default", "--reporter=json", `--outputFile.json=${path}`];
  return {
    name,
    command: ["vitest", "run", "--project", project, ...reporters],
    quick,
    report: { path, read: vitestTally },
  };
}
