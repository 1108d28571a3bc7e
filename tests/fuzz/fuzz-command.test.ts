// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The fuzzing command, for a few seconds: every decoder has its turn, so that no target can rot. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { findTargets } from "./targets/index.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const RUN_MS = 120_000;
/** About ten seconds for all. Always the same inputs: what is found here was not there before. */
const SHORT = ["--minutes", "0.16", "--seed", "7", "--json"];
const NOT_UNDERSTOOD = 2;

const reportLine = z.strictObject({
  target: z.string(),
  executions: z.number().int().positive(),
  accepted: z.number().int().positive(),
  behaviours: z.number().int().positive(),
  durationMs: z.number(),
  findings: z.literal(0),
});

describe("npm run fuzz", () => {
  it(
    "finds nothing in any decoder in ten seconds",
    async () => {
      const { stdout, stderr, status } = await command(...SHORT);
      expect([status, stderr]).toEqual([0, expect.stringContaining("seed 7")]);
      const reports = stdout
        .trim()
        .split("\n")
        .map((line) => reportLine.parse(JSON.parse(line)));
      expect(reports.map(({ target }) => target)).toEqual(await findTargets([]));
      for (const { executions, behaviours } of reports) expect(executions).toBeGreaterThan(behaviours);
    },
    RUN_MS,
  );

  it(
    "refuses what it does not know, and fuzzes nothing",
    async () => {
      for (const words of [["nothing"], ["media/nothing"], ["--minutes", "0"], ["--seed", "x"], ["--fast"]]) {
        const { stdout, stderr, status } = await command(...words);
        expect([status, stdout]).toEqual([NOT_UNDERSTOOD, ""]);
        expect(stderr).toContain("Usage");
      }
    },
    RUN_MS,
  );
});

async function command(...words: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { stdout, stderr, status: status as number | null };
}
