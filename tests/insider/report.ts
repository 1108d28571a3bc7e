// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file docs/insider-report.md: what was tried, and what came of it. */
import { format } from "prettier";
import type { TriedRow } from "./run-rows.ts";

const HEAD = `# What the insider tried

Written by \`npm run insider\`, which runs every row anew; a row is a test in \`tests/insider/\`. The insider is root on the
real server: it holds the database, the blobs, the log and the log's key, and stands between the server and every
device. The devices and the hub run the code that we ship. docs/threat-model.md says what is promised.

**I**: no key and no path to anything readable. **R**: refused by the victim, which says the code and keeps its store as it
was. **P**: exposed by the household's hub. Where there is evidence, a second program judged the file.

| row | attack | outcome | code | holds | what was seen |
| --- | --- | --- | --- | --- | --- |
`;

export async function reportOf(rows: readonly TriedRow[]): Promise<string> {
  const lines = rows.map(({ row, attack, outcome, code, holds, seen }) => {
    const codes =
      code === ""
        ? ""
        : code
            .split(", ")
            .map((one) => `\`${one}\``)
            .join(", ");
    return `| ${[String(row), attack, outcome, codes, holds ? "yes" : "**no**", seen].join(" | ")} |`;
  });
  return format(`${HEAD}${lines.join("\n")}\n`, { parser: "markdown", printWidth: 120 });
}
