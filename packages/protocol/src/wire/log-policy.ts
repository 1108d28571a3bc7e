// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Whether a ledger may name this text as its policy for the public log (protocol §13.4). */
import { TransparencyError } from "@nightlatch/transparency/errors";
import { parsePolicy } from "@nightlatch/transparency/policy";

/** Empty is allowed: the household's server has no log. */
export function isLogPolicy(text: string): boolean {
  if (text === "") return true;
  try {
    parsePolicy(text);
    return true;
  } catch (error) {
    if (error instanceof TransparencyError) return false;
    throw error;
  }
}
