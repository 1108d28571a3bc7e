// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Figures for people: a line each for the terminal, and the page docs/benchmarks.md. */
import { cpus, totalmem } from "node:os";
import type { Figure } from "./figure.ts";

export function forPeople({ name, value, unit, baseline, ratio, goal, holds }: Figure): string {
  const against = baseline === null ? "" : ` against ${String(baseline)} (× ${String(ratio)})`;
  return `${holds ? "holds " : "MISSES"}  ${name.padEnd(44)} ${String(value)} ${unit}${against}   goal: ${goal}`;
}

/** The whole page, as the last full run says it. */
export function markdownPage(figures: readonly Figure[], words: readonly string[]): string {
  const machine = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `# Benchmarks

Each figure stands beside a baseline that was measured in the same run, in turns with it: ratios travel from machine
to machine, absolute numbers do not. What a benchmark does, and against what, stands at the top of its file in
\`bench/\`. Baselines live in \`bench/baselines/\` and are no part of the product.

- Command: \`npm run bench -- ${words.join(" ")}\`
- Date: ${new Date().toISOString().slice(0, 10)}
- Machine: ${String(machine.length)} × ${machine[0]?.model ?? "unknown"}, ${String(gibibytes)} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}

| figure | value | baseline | ratio | goal | |
| --- | --- | --- | --- | --- | --- |
${figures.map(row).join("\n")}
`;
}

function row({ name, value, unit, baseline, ratio, goal, holds }: Figure): string {
  const cells = [
    name,
    `${String(value)} ${unit}`,
    baseline === null ? "–" : `${String(baseline)} ${unit}`,
    ratio ?? "–",
  ];
  return `| ${[...cells, goal, holds ? "holds" : "**misses**"].map(String).join(" | ")} |`;
}
