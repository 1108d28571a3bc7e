// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What keeps a command from doing its work. What it finds is no error: see audit/finding.ts. */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";

export type AuditorErrorCode =
  | "auditor.unknown_command"
  | "auditor.bad_option"
  | "auditor.bad_file" // nothing that the command can judge
  | "auditor.state_in_use" // another audit runs with this folder, or its database is damaged
  | "auditor.other_log" // the state folder belongs to another log
  | "auditor.key_missing"; // a witness's memory without its key, or with a damaged one

export class AuditorError extends NightlatchError<AuditorErrorCode> {
  constructor(code: AuditorErrorCode, message: string, options?: ErrorOptionsWithAdvice) {
    super(code, message, options);
    this.name = "AuditorError";
  }
}
