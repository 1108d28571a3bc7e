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

/** What an insider tries that no test tries yet, and why. A row that has a test drops out of the list. */
const NOT_YET: readonly (readonly [row: number, attack: string, why: string])[] = [
  [22, "staff asks for clips without a grant", "grants to staff are being built"],
  [23, "reuse a grant: other clip, camera, staff key, after its time, twice", "grants to staff are being built"],
  [24, "enrol a staff key with one officer's signature", "grants to staff are being built"],
  [26, "a staff acceptance that is never published", "grants to staff are being built"],
  [32, "read push messages at the server and at the push service", "there is no push yet"],
];

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
  const tried = new Set(rows.map(({ row }) => row));
  const missing = NOT_YET.filter(([row]) => !tried.has(row)).map(
    ([row, attack, why]) => `- Row ${String(row)}, ${attack}: ${why}.`,
  );
  const tail = missing.length === 0 ? "" : `\n## Not tried yet\n\n${missing.join("\n")}\n`;
  const links =
    "\nOf row 33: links for sharing a recording do not exist yet; invitations are the only links with a secret.\n";
  return format(`${HEAD}${lines.join("\n")}\n${links}${tail}`, { parser: "markdown", printWidth: 120 });
}
