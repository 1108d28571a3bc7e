// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The server's history cannot be true. From here on this browser trusts nothing it says (design, promise 3). */
import { NightlatchError } from "@nightlatch/errors";
import type { StopCode } from "./follow-ledger.ts";

const ADVICE =
  "The server's list of who belongs to your household does not match what this browser saw before. Do not add or " +
  "remove anyone. Compare with your other devices, and keep the saved evidence.";

export class HistoryStopped extends NightlatchError<StopCode> {
  readonly evidence: readonly Uint8Array[];

  constructor(code: StopCode, detail: string, evidence: readonly Uint8Array[]) {
    super(code, detail, { advice: ADVICE });
    this.name = "HistoryStopped";
    this.evidence = evidence;
  }
}
