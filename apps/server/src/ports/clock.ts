// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Time as an argument, so that tests decide what time it is. */
export type Clock = Readonly<{
  /** Unix milliseconds. */
  nowMs(): number;
}>;

export const systemClock: Clock = { nowMs: () => Date.now() };
