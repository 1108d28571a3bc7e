// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How many rows one answer holds. A count alone is no bound: anybody may start a household and fill it with items
 * of the largest size, and 500 of those would not fit into memory.
 */

/** Far above any honest page; still several items of the largest kind, so that whoever pages gets on. */
export const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** How many of the first rows make up a page: at least one, if there is one. */
export function rowsOfPage(rows: readonly Readonly<{ size_bytes: number }>[]): number {
  let [count, sumBytes] = [0, 0];
  for (const { size_bytes } of rows) {
    sumBytes += size_bytes;
    if (count > 0 && sumBytes > MAX_PAGE_BYTES) break;
    count += 1;
  }
  return count;
}
