// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Shamir's secret sharing over GF(2^8): any `threshold` shares give the secret, fewer tell nothing about it.
 * Nothing here says whether shares belong together: from wrong ones comes a wrong secret, which the caller checks.
 * The library draws its own randomness from the platform, byte by byte as it needs it.
 */
import { combine, split } from "shamir-secret-sharing";
import { CryptoError } from "./errors.ts";

/** Each share is one byte longer than the secret. */
export function splitSecret(secret: Uint8Array, shares: number, threshold: number): Promise<readonly Uint8Array[]> {
  return split(Uint8Array.from(secret), shares, threshold);
}

/** @throws crypto.bad_share for shares of different lengths, one share twice, or fewer than two */
export async function combineShares(shares: readonly Uint8Array[]): Promise<Uint8Array> {
  try {
    return await combine(shares.map((share) => Uint8Array.from(share)));
  } catch {
    // The library's message is about its arguments, and the arguments are secret.
    throw new CryptoError("crypto.bad_share", "these shares do not fit together", {
      advice: "Use two different shares of the same paper key.",
    });
  }
}
