// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How a failure looks on a screen. */

/** A named failure and what the reader can do. `advice` is one sentence, ready to be shown. */
export type Problem = Readonly<{ code: string; advice: string }>;
