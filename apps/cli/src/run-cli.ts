// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The commands of `nightlatch`. */
import { NightlatchError } from "@nightlatch/errors";
import { AUDIT_COMMANDS, runAuditCommand } from "./audit-commands.ts";
import { CliError } from "./errors.ts";
import { runOperatorCommand } from "./operator/operator-init.ts";
import { readUpOptions } from "./up/up-options.ts";
import { up } from "./up/up.ts";

const HELP = `Nightlatch: security cameras that only your household can watch.

Usage: nightlatch up [--port NUMBER] [--data DIR] [--no-demo] [--no-open]
       nightlatch audit URL [--state DIR] [--json] [--policy FILE]
       nightlatch witness --log VKEY|--policy FILE --data DIR [--name NAME] [--listen ADDRESS:PORT] [--ml-dsa]
       nightlatch operator init --name NAME --officer OFFER_FILE --officer OFFER_FILE [--data DIR]
       nightlatch verify FILE [--household ID] [--policy FILE] [--json]

  up             starts everything on this machine and shows one address to open
  --port NUMBER  where the app is                     (8420)
  --data DIR     where keys and recordings are kept   (~/.local/share/nightlatch)
  --no-demo      without the built-in demo camera
  --no-open      does not open a browser
  audit          reads a server's whole public log, and compares the app that it serves with the logged one
  witness        cosigns logs that only grow
  operator init  prepares a support team's roster, which its officers then sign
  verify         judges an exported video, evidence, or a proof of a log, offline

Ctrl-C stops everything; nothing recorded is lost.
`;

/** Answers the exit code. Errors go to stderr with what to do. */
export async function runCli(words: readonly string[]): Promise<number> {
  const [command, ...rest] = words;
  try {
    if (command === undefined || words.includes("--help") || words.includes("-h")) return printHelp();
    if (AUDIT_COMMANDS.includes(command)) return await runAuditCommand(words);
    if (command === "operator") return await runOperatorCommand(rest);
    if (command === "up") return await up(readUpOptions(rest, process.env));
    throw new CliError("cli.unknown_command", `There is no command "${command}"`, {
      advice: 'Use "nightlatch up", "audit", "witness" or "verify", or "nightlatch --help" for all there is.',
    });
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    process.stderr.write(`\n${error.message}.\n${error.advice ?? ""}\n`);
    return 1;
  }
}

function printHelp(): number {
  process.stdout.write(HELP);
  return 0;
}
