// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a person may ask of a fuzzing run. */
import { parseArgs } from "node:util";

export type FuzzOptions = Readonly<{
  /** Targets or families; empty: all. */
  names: readonly string[];
  /** Of the whole run. */
  durationMs: number;
  seed: number;
  isJson: boolean;
  replay: string | undefined;
}>;

export const USAGE = "npm run fuzz -- [NAME...] [--minutes N] [--seed N] [--json] | --replay FILE";
const DEFAULT_MINUTES = 60;
const MINUTE_MS = 60_000;

/** Undefined for words that are not understood. */
export function parseOptions(words: readonly string[], defaultSeed: number): FuzzOptions | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        minutes: { type: "string", default: String(DEFAULT_MINUTES) },
        seed: { type: "string", default: String(defaultSeed) },
        json: { type: "boolean", default: false },
        replay: { type: "string" },
      },
    });
    const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
    if (!(minutes > 0) || !Number.isSafeInteger(seed)) return undefined;
    return { names: positionals, durationMs: minutes * MINUTE_MS, seed, isJson: values.json, replay: values.replay };
  } catch {
    // Unknown option: the usage is the answer.
    return undefined;
  }
}
