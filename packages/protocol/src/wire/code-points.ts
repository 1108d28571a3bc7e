// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How long a text is: in code points, which every language counts alike. */

export function countCodePoints(text: string): number {
  return Array.from(text).length;
}
