// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What keeps `nightlatch up` from starting, for the person at the keyboard. */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";

export type CliErrorCode =
  | "cli.unknown_command"
  | "cli.bad_option"
  | "cli.port_in_use" // another program listens there
  | "cli.build_failed" // the household's app could not be built
  | "cli.operator_failed" // the operator could not be prepared
  | "cli.service_failed"; // server, hub or demo camera ended before it was ready

export class CliError extends NightlatchError<CliErrorCode> {
  constructor(code: CliErrorCode, message: string, options?: ErrorOptionsWithAdvice) {
    super(code, message, options);
    this.name = "CliError";
  }
}
