// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a call can end with, besides an answer: the server's own codes, and three of the way to it. */
import type { ApiErrorCode, ErrorBody } from "@nightlatch/api-contract";
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";

export type ClientErrorCode =
  | ApiErrorCode
  | "client.unreachable" // no connection, or it broke before the answer was whole
  | "client.timeout" // no answer in time
  | "client.aborted" // the caller gave up
  | "client.bad_answer"; // an answer that the contract does not allow

export type ErrorDetails = NonNullable<ErrorBody["error"]["details"]>;

export class ClientError extends NightlatchError<ClientErrorCode> {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(
    code: ClientErrorCode,
    message: string,
    options: ErrorOptionsWithAdvice & { status?: number; details?: ErrorDetails } = {},
  ) {
    super(code, message, options);
    this.name = "ClientError";
    this.status = options.status ?? 0;
    this.details = options.details ?? {};
  }
}

/** Worth trying again later with the same request: the way was down, or the server said so. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ClientError)) return false;
  const passing: readonly ClientErrorCode[] = [
    "client.unreachable",
    "client.timeout",
    "rate.limited",
    "server.stopping",
    "server.storage_full",
    "server.bug",
  ];
  return passing.includes(error.code) || error.status >= 500;
}
