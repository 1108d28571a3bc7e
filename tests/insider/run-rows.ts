// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Runs the rows' tests in a process of their own and reads what each of them told. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const told = z.object({
  row: z.number(),
  attack: z.string(),
  outcome: z.enum(["I", "R", "P"]),
  code: z.string(),
  seen: z.string(),
});

const test = z.object({
  status: z.string(),
  fullName: z.string(),
  meta: z.object({ insider: told.optional() }),
  failureMessages: z.array(z.string()).nullish(),
});

const results = z.object({
  testResults: z.array(z.object({ name: z.string(), message: z.string(), assertionResults: z.array(test) })),
});

export type TriedRow = z.infer<typeof told> & Readonly<{ holds: boolean }>;
export type Tried = Readonly<{ rows: readonly TriedRow[]; failures: readonly string[] }>;

/** `failures`: every test that did not pass, by its name. */
export async function runRows(root: string): Promise<Tried> {
  const folder = await mkdtemp(join(tmpdir(), "nightlatch-insider-"));
  try {
    const file = join(folder, "results.json");
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const words = ["run", "--project", "node", "tests/insider/", "--reporter=json", `--outputFile=${file}`];
    const child = spawn(process.execPath, [vitest, ...words], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    await once(child, "exit");
    return read(results.parse(JSON.parse(await readFile(file, "utf8"))));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A row holds when its whole file passed: the attack and the same act without it. */
function read({ testResults }: z.infer<typeof results>): Tried {
  const rows = testResults.flatMap(({ assertionResults }) => {
    const holds = assertionResults.every(({ status }) => status === "passed");
    return assertionResults.flatMap(({ meta: { insider } }) => (insider === undefined ? [] : [{ ...insider, holds }]));
  });
  const failures = testResults.flatMap(({ name, message, assertionResults }) => {
    if (assertionResults.length === 0) return [`${name}: ${message}`];
    return assertionResults.flatMap(({ status, fullName, failureMessages }) =>
      status === "passed" ? [] : [`${fullName}: ${failureMessages?.[0] ?? status}`],
    );
  });
  return { rows: rows.sort((a, b) => a.row - b.row), failures };
}
