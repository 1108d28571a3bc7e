// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Tells a failure that someone can act on from a bug of ours. */
import { NightlatchError } from "@nightlatch/errors";
import type { Problem } from "../vault-client/vault-api.ts";

/** Undefined for everything that is not one of our coded errors. */
export function knownError(error: unknown): NightlatchError | undefined {
  return error instanceof NightlatchError ? (error as NightlatchError) : undefined;
}

/** What to show. A bug goes into the browser's console with its stack, and is shown as one. */
export function problemOf(error: unknown, adviceOtherwise: string): Problem {
  const known = knownError(error);
  if (known !== undefined) return { code: known.code, advice: known.advice ?? adviceOtherwise };
  reportError(error);
  return { code: "vault.bug", advice: BUG_ADVICE };
}

export const BUG_ADVICE = "Something went wrong inside this app. Reload the page and try again.";
