// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch verify FILE`: says what a file proves, offline. */
import { readFile } from "node:fs/promises";
import { AuditorError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { badUse, parseWords } from "../parse-words.ts";
import type { FileVerdict } from "./file-verdict.ts";
import { verifyFile } from "./verify-file.ts";

const USAGE = "nightlatch verify FILE [--household ID] [--policy FILE] [--json]";

export async function runVerify(words: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseWords(
    words,
    { policy: { type: "string" }, household: { type: "string" }, json: { type: "boolean", default: false } },
    USAGE,
  );
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw badUse("one file is verified at a time", USAGE);
  const policy = values.policy === undefined ? undefined : await readBytes(values.policy);
  const verdict = verifyFile(await readBytes(path), { policy, household: values.household });
  process.stdout.write(values.json ? `${JSON.stringify(verdict)}\n` : textOf(verdict));
  return verdict.holds ? EXIT.clean : EXIT.findings;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new AuditorError("auditor.bad_file", `${path} can't be read`, {
      cause,
      advice: "Name a file that is there.",
    });
  }
}

function textOf({ holds, kind, sentence, facts }: FileVerdict): string {
  const lines = [`${holds ? "HOLDS" : "DOES NOT HOLD"}  ${kind}`, `  ${sentence}`, ...facts.map((fact) => `  ${fact}`)];
  return lines.map((line) => `${line.replaceAll(/\p{Cc}/gu, "\uFFFD")}\n`).join("");
}
