// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The one error class. Callers branch on `code`, never on the message.
 * A code is `room.what_happened`; each room lists its own codes in its `errors.ts`.
 */

export type ErrorOptionsWithAdvice = Readonly<{
  /** The error that led here, kept for logs. */
  cause?: unknown;
  /** One sentence for the person who can act: what to do now. */
  advice?: string;
}>;

/** An expected failure with a closed code. `advice` says what the reader can do about it. */
export class NightlatchError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly advice: string | undefined;

  constructor(code: Code, message: string, options: ErrorOptionsWithAdvice = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "NightlatchError";
    this.code = code;
    this.advice = options.advice;
  }
}

/** True when `error` is a NightlatchError with this exact code. */
export function hasCode<Code extends string>(error: unknown, code: Code): error is NightlatchError<Code> {
  return error instanceof NightlatchError && error.code === code;
}
