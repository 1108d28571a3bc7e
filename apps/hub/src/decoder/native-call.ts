// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Native calls answer negative numbers when they fail. Only the decoder process loads this. */
import { AVERROR_EAGAIN } from "node-av/constants";

export class NativeCallError extends Error {
  constructor(step: string, code: number) {
    super(`${step} failed (${code})`);
    this.name = "NativeCallError";
  }
}

/** @throws NativeCallError for a negative answer */
export function succeed(step: string, code: number): void {
  if (code < 0) throw new NativeCallError(step, code);
}

/** True when there is a result, false when more input is wanted first. @throws NativeCallError otherwise */
export function hasResult(step: string, code: number): boolean {
  if (code === AVERROR_EAGAIN) return false;
  succeed(step, code);
  return true;
}
