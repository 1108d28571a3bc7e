// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { MAX_PAGE_BYTES, rowsOfPage } from "./page-size.ts";

function rows(...sizes: readonly number[]) {
  return sizes.map((size_bytes) => ({ size_bytes }));
}

describe("a page", () => {
  it("takes what fits, up to the last byte", () => {
    expect(rowsOfPage([])).toBe(0);
    expect(rowsOfPage(rows(1, 2, 3))).toBe(3);
    expect(rowsOfPage(rows(MAX_PAGE_BYTES - 1, 1, 0))).toBe(3);
    expect(rowsOfPage(rows(MAX_PAGE_BYTES - 1, 2, 0))).toBe(1);
  });

  it("takes one item however large it is, or paging would never get past it", () => {
    expect(rowsOfPage(rows(MAX_PAGE_BYTES + 1))).toBe(1);
    expect(rowsOfPage(rows(MAX_PAGE_BYTES * 2, 1))).toBe(1);
  });
});
