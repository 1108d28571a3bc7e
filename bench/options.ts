// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a person may ask of a run. */
import { parseArgs } from "node:util";

export type BenchOptions = Readonly<{
  /** As short as possible: shows that a bench works, not what it measures. */
  isQuick: boolean;
  /** Length of the long recording. */
  minutes: number;
  note: (text: string) => void;
}>;

export type CommandLine = Readonly<{
  names: readonly string[];
  form: "lines" | "json" | "markdown";
  isQuick: boolean;
  minutes: number | undefined;
}>;

export const USAGE = "npm run bench -- NAME... [--json | --markdown] [--quick] [--minutes N]";

/** Undefined for words that are not understood. */
export function parseCommandLine(words: readonly string[]): CommandLine | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        markdown: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        minutes: { type: "string" },
      },
    });
    const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
    if (minutes !== undefined && !(minutes > 0)) return undefined;
    const form = values.json ? "json" : values.markdown ? "markdown" : "lines";
    return { names: positionals, form, isQuick: values.quick, minutes };
  } catch {
    // Unknown option: the usage is the answer.
    return undefined;
  }
}
