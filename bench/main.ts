// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file `npm run bench -- NAME... [--json]`: runs benchmarks beside their baselines and prints their figures; with
 * --json one line a figure. `all` runs every one. Exit code 1 when a goal does not hold.
 */
import { argv, exit, stderr, stdout } from "node:process";
import type { Figure } from "./figure.ts";
import { parseCommandLine, USAGE, type BenchOptions } from "./options.ts";
import { forPeople, markdownPage } from "./print.ts";

type Bench = Readonly<{ run: (options: BenchOptions) => Promise<readonly Figure[]> }>;

/** Loaded one at a time: a benchmark's imports must not weigh on another's memory or start. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  seal: () => import("./seal.ts"),
  relay: () => import("./relay.ts"),
  hub: () => import("./hub.ts"),
  live: () => import("./live.ts"),
  ledger: () => import("./ledger.ts"),
  log: () => import("./log.ts"),
  fork: () => import("./fork.ts"),
  misuse: () => import("./misuse.ts"),
};
const LONG_RECORDING_MINUTES = 5;

const asked = parseCommandLine(argv.slice(2));
const names = asked?.names.includes("all") === true ? Object.keys(BENCHES) : (asked?.names ?? []);
if (asked === undefined || names.length === 0 || names.some((name) => !Object.hasOwn(BENCHES, name))) {
  stderr.write(`Usage: ${USAGE}\nNAME is one or more of: ${[...Object.keys(BENCHES), "all"].join(", ")}\n`);
  exit(2);
}

const figures: Figure[] = [];
const missing: string[] = [];
for (const name of names) {
  const bench = await BENCHES[name]?.();
  const measured = await bench?.run({
    isQuick: asked.isQuick,
    minutes: asked.minutes ?? LONG_RECORDING_MINUTES,
    note: (text) => stderr.write(`${name}: ${text}\n`),
  });
  if (measured === undefined || measured.length === 0) missing.push(name);
  for (const one of measured ?? []) {
    figures.push(one);
    if (asked.form !== "markdown") stdout.write(`${asked.form === "json" ? JSON.stringify(one) : forPeople(one)}\n`);
  }
}
if (asked.form === "markdown") stdout.write(markdownPage(figures, argv.slice(2)));
exit(missing.length === 0 && figures.every(({ holds }) => holds) ? 0 : 1);
