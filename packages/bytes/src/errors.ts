// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What can be wrong with bytes, before anyone asks what they mean. */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";

export type BytesErrorCode =
  | "bytes.truncated" // fewer bytes than the layout needs
  | "bytes.trailing" // bytes left over behind a complete value
  | "bytes.not_canonical" // decodes, but would be encoded otherwise
  | "bytes.malformed"; // does not decode, or has another shape than asked for

export class BytesError extends NightlatchError<BytesErrorCode> {
  constructor(code: BytesErrorCode, message: string, options?: ErrorOptionsWithAdvice) {
    super(code, message, options);
    this.name = "BytesError";
  }
}
