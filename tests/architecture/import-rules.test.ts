// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Proves the promise as a build rule: each rule accepts the sources as they are, and catches a smuggler. */
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import { copySources, ROOT, type Violation } from "./import-graph.ts";
import { smugglings } from "./smuggled-imports.ts";

type RuleSet = Readonly<{ forbidden: readonly { name: string; comment?: string; severity: string }[] }>;
const { forbidden } = createRequire(import.meta.url)(`${ROOT}/.dependency-cruiser.cjs`) as RuleSet;

let honest: readonly Violation[];
let smuggled: readonly Violation[];

beforeAll(async () => {
  await using copy = await copySources();
  honest = await copy.violations();
  for (const { files } of smugglings) {
    for (const [path, line] of Object.entries(files)) await copy.append(path, line);
  }
  smuggled = await copy.violations();
}, 120_000);

describe("the import rules", () => {
  it("are kept by the sources as they are", () => {
    expect(honest).toEqual([]);
  });

  it.each(forbidden)("$name says which promise it keeps, and is an error", ({ comment, severity }) => {
    expect(comment).toMatch(/\w+: \w+|The rules above|A circle/);
    expect(severity).toBe("error");
  });

  it("are each tried with a smuggled import", () => {
    expect(new Set(smugglings.map(({ rule }) => rule))).toEqual(new Set(forbidden.map(({ name }) => name)));
  });

  it.each(smugglings)("$rule accuses $accused", ({ rule, accused, through }) => {
    const accusations = smuggled.filter((violation) => violation.rule === rule && violation.from === accused);
    expect(accusations).not.toEqual([]);
    if (through !== undefined) expect(accusations.flatMap(({ via }) => via)).toContain(through);
  });
});
