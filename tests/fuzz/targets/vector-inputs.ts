// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The bytes of a field in every accepted case of a vector family. */
import { decodeHex } from "@nightlatch/bytes";

type Case = Readonly<{ error?: string | undefined }>;

/** Cases with an `error` are what the fuzzer is to find by itself. */
export function acceptedInputs<C extends Case>(
  cases: readonly C[],
  hexOf: (one: C) => string | undefined,
): readonly Uint8Array[] {
  return cases.flatMap((one) => {
    const hex = one.error === undefined ? hexOf(one) : undefined;
    return hex === undefined ? [] : [decodeHex(hex)];
  });
}
