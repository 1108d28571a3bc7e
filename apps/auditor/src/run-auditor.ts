// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which command, and how a failure of it is told. */
import { NightlatchError } from "@nightlatch/errors";
import { runAudit } from "./audit/run-audit.ts";
import { AuditorError } from "./errors.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { runVerify } from "./verify/run-verify.ts";
import { runWitness } from "./witness/run-witness.ts";

/** Answers the exit code. Reports go to stdout, failures and progress to stderr. */
export async function runAuditor([command, ...words]: readonly string[]): Promise<ExitCode> {
  try {
    switch (command) {
      case "audit":
        return await runAudit(words);
      case "witness":
        return await runWitness(words);
      case "verify":
        return await runVerify(words);
      default:
        throw new AuditorError("auditor.unknown_command", `There is no command "${command ?? ""}"`, {
          advice: 'Use "audit URL", "witness" or "verify FILE".',
        });
    }
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    process.stderr.write(`\n${error.message} (${error.code}).\n${error.advice ?? ""}\n`);
    return isOfTheWay(String(error.code)) ? EXIT.unreachable : EXIT.misuse;
  }
}

function isOfTheWay(code: string): boolean {
  return code.startsWith("client.") || code.startsWith("rate.") || code.startsWith("server.");
}
