// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A command's words, strictly: an option that is not known is no option that is left out. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { AuditorError } from "./errors.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** @throws auditor.bad_option */
export function parseWords<O extends Options>(words: readonly string[], options: O, usage: string) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw badUse("a word that is not known", usage, cause);
  }
}

export function badUse(message: string, usage: string, cause?: unknown): AuditorError {
  return new AuditorError("auditor.bad_option", message, { cause, advice: `Usage: ${usage}` });
}
