// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file `npm run bench -- NAME [--json]`: runs one benchmark beside its baseline and prints its figures; with
 * --json one line a figure, without a table. Exit code 1 when a goal does not hold.
 */
import { argv, exit, stderr, stdout } from "node:process";
import type { Figure } from "./figure.ts";

type Bench = Readonly<{ run: (note: (text: string) => void) => Promise<readonly Figure[]> }>;

/** Loaded one at a time: a benchmark's imports must not weigh on another's memory or start. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  seal: () => import("./seal.ts"),
};

const names = argv.slice(2).filter((argument) => !argument.startsWith("--"));
const asJson = argv.includes("--json");
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));

if (names.length === 0 || unknown.length > 0) {
  stderr.write(`Name one or more of: ${Object.keys(BENCHES).join(", ")}\n`);
  exit(2);
}

let allHold = true;
for (const name of names) {
  const bench = await BENCHES[name]?.();
  const figures = (await bench?.run((text) => stderr.write(`${name}: ${text}\n`))) ?? [];
  for (const one of figures) stdout.write(asJson ? `${JSON.stringify(one)}\n` : `${forPeople(one)}\n`);
  allHold &&= figures.length > 0 && figures.every(({ holds }) => holds);
}
exit(allHold ? 0 : 1);

function forPeople({ name, value, unit, baseline, ratio, goal, holds }: Figure): string {
  const against = baseline === null ? "" : ` against ${String(baseline)} (× ${String(ratio)})`;
  return `${holds ? "holds " : "MISSES"}  ${name.padEnd(44)} ${String(value)} ${unit}${against}   goal: ${goal}`;
}
