// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The benchmark command: its lines and its refusals. What it measures is not judged here. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const MAIN = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));
const RUN_MS = 60_000;
const NOT_UNDERSTOOD = 2;

const figureLine = z.strictObject({
  name: z.string().min(1),
  value: z.number(),
  unit: z.string().min(1),
  baseline: z.number().nullable(),
  ratio: z.number().nullable(),
  goal: z.string().min(1),
  holds: z.boolean(),
});

describe("npm run bench", () => {
  it(
    "prints one JSON line a figure, and fails exactly when one does not hold",
    () => {
      const { stdout, status } = bench("seal", "--json", "--quick");
      const figures = stdout
        .trim()
        .split("\n")
        .map((line) => figureLine.parse(JSON.parse(line)));
      expect(figures.length).toBeGreaterThan(3);
      for (const { value, baseline, ratio } of figures) {
        expect(value).toBeGreaterThan(0);
        expect(ratio).toBeCloseTo(value / (baseline ?? Number.NaN), 1);
      }
      expect(status).toBe(figures.every(({ holds }) => holds) ? 0 : 1);
    },
    RUN_MS,
  );

  it(
    "refuses what it does not know, and prints no figure",
    () => {
      for (const words of [[], ["speed"], ["seal", "speed"], ["seal", "--fast"], ["hub", "--minutes", "-1"]]) {
        const { stdout, stderr, status } = bench(...words);
        expect([status, stdout]).toEqual([NOT_UNDERSTOOD, ""]);
        expect(stderr).toContain("Usage");
      }
    },
    RUN_MS,
  );
});

function bench(...words: readonly string[]): Readonly<{ stdout: string; stderr: string; status: number | null }> {
  return spawnSync(process.execPath, [MAIN, ...words], { encoding: "utf8", timeout: RUN_MS });
}
