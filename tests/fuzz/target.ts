// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a decoder is to the fuzzer: valid inputs to start from, and a judge that knows what it promises. */

export type InputForm = "bytes" | "cbor" | "text";

export type FuzzTarget = Readonly<{
  /** What the inputs are, which decides how they are changed. */
  form: InputForm;
  /** Valid inputs. Every one of them is accepted as it is. */
  seeds: readonly Uint8Array[];
  /** Words of the format, for text. */
  dictionary?: readonly string[];
  /** The codes that this decoder's documentation names. Any other exception is a finding. */
  codes: readonly string[];
  maxInputBytes?: number;
  /**
   * Decodes `input` and checks what came out. Answers a word for what it saw: a new word is a new way through the
   * decoder. Throws NightlatchError for what is refused, WrongAnswer for what should not have been accepted.
   */
  judge(input: Uint8Array): string | Promise<string>;
}>;

export type TargetFamily = Readonly<Record<string, () => FuzzTarget | Promise<FuzzTarget>>>;

/** The decoder answered, and the answer breaks its promise. */
export class WrongAnswer extends Error {
  override readonly name = "WrongAnswer";
}

export function promised(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new WrongAnswer(promise);
}
