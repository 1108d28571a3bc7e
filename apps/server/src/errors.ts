// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the server refuses with. Codes, statuses and advice stand in the contract's one table. */
import { errorRow, type ApiErrorCode, type ErrorBody } from "@nightlatch/api-contract";
import { NightlatchError } from "@nightlatch/errors";

type Details = NonNullable<ErrorBody["error"]["details"]>;

export class ApiError extends NightlatchError<ApiErrorCode> {
  readonly details: Details | undefined;

  constructor(code: ApiErrorCode, message: string, options: { cause?: unknown; details?: Details } = {}) {
    super(code, message, { advice: errorRow(code).advice, cause: options.cause });
    this.name = "ApiError";
    this.details = options.details;
  }
}
