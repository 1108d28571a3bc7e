// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file `npm run insider [-- --json]`: lets the insider try every row, writes docs/insider-report.md, and prints one line
 * a row. Exit code 1 when a row does not hold, 2 for words that are not understood.
 */
import { argv, exit, stderr, stdout } from "node:process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { reportOf } from "./report.ts";
import { runRows } from "./run-rows.ts";

const ROOT = join(import.meta.dirname, "../..");

const words = argv.slice(2);
if (words.some((word) => word !== "--json")) {
  stderr.write("Usage: npm run insider [-- --json]\n");
  exit(2);
}
const { rows, failures } = await runRows(ROOT);
await writeFile(join(ROOT, "docs/insider-report.md"), await reportOf(rows));
for (const { row, attack, outcome, code, holds } of rows) {
  const line = `row ${String(row).padStart(2)}  ${outcome}  ${holds ? "holds  " : "BROKEN "}  ${attack}`;
  stdout.write(words.length > 0 ? `${JSON.stringify({ row, attack, outcome, code, holds })}\n` : `${line}\n`);
}
for (const failure of failures) stderr.write(`${failure}\n`);
exit(rows.length > 0 && failures.length === 0 && rows.every(({ holds }) => holds) ? 0 : 1);
