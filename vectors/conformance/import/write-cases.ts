// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Writes one family of vectors that others made: where it comes from, its licence, and one case a line. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type Source = Readonly<{
  /** Package and file, and where its makers have it. */
  origin: string;
  licence: string;
  comment: string;
}>;

export function writeCases(family: string, source: Source, cases: readonly object[], shared: object = {}): void {
  const path = fileURLToPath(new URL(`../${family}.json`, import.meta.url));
  const head = JSON.stringify({ family: `conformance/${family}`, ...source, ...shared }, undefined, 2).slice(0, -2);
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(path, `${head},\n  "cases": [\n${lines}\n  ]\n}\n`);
}
