// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A valid entry that this browser waits with, in words. */
import { NightlatchError } from "@nightlatch/errors";
import type { Wait } from "./follow-ledger.ts";

export const HELD_UP_ADVICE: Readonly<Record<Wait["code"], string>> = {
  "ledger.wrong_time":
    "A change in your household carries a time that is still to come. Check the clock of this device and of the one " +
    "that made the change.",
  "ledger.too_early":
    "Someone with the paper key wants to take over before the day of waiting is over. Nothing changes here until then.",
};

export function heldUp({ code }: Wait): NightlatchError {
  return new NightlatchError(code, "an entry of the history is held up", { advice: HELD_UP_ADVICE[code] });
}
