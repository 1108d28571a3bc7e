// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Turns whatever was thrown into words for the screen. Bugs of ours are reported, not dressed up. */
import { NightlatchError } from "@nightlatch/errors";
import type { Problem } from "./problem.ts";

export function problemOf(error: unknown): Problem {
  if (error instanceof NightlatchError) {
    // instanceof alone leaves the type of its code open.
    const { code, advice } = error as NightlatchError;
    return { code, advice: advice ?? FALLBACK_ADVICE };
  }
  reportError(error);
  return { code: "app.bug", advice: "Something went wrong in the app itself. Reload the page and try again." };
}

const FALLBACK_ADVICE = "That did not work. Check the connection and try again.";
