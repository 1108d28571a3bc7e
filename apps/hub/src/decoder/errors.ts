// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What can go wrong when pictures are decoded or encoded. */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";

export type DecoderErrorCode =
  | "decoder.busy" // more pictures wait than may
  | "decoder.failed" // these bytes do not decode, the device does not open, or the process died over them
  | "decoder.timeout"; // no answer in time; the process was ended

export class DecoderError extends NightlatchError<DecoderErrorCode> {
  constructor(code: DecoderErrorCode, message: string, options?: ErrorOptionsWithAdvice) {
    super(code, message, options);
    this.name = "DecoderError";
  }
}
