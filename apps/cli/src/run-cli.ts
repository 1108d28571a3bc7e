// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Words on the command line to one command. Answers the exit code. */
import { NightlatchError } from "@nightlatch/errors";
import { readUpOptions, UP_USAGE } from "./up-options.ts";
import { up } from "./up.ts";

const USAGE = `Nightlatch: home cameras that only your household can watch.

${UP_USAGE}`;

export async function runCli(
  words: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [command, ...rest] = words;
  try {
    if (command === undefined || command === "help" || words.includes("--help")) {
      process.stdout.write(USAGE);
      return 0;
    }
    if (command === "up") return await up(readUpOptions(rest, variables));
    throw new NightlatchError("cli.unknown_command", `there is no command "${command}"`, { advice: `\n${USAGE}` });
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    process.stderr.write(`nightlatch: ${error.message}. ${error.advice ?? ""}\n`);
    return 1;
  }
}
