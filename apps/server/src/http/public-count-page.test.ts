// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { drawDevice } from "../contract-tests/drawn-values.ts";
import { publicCountPage } from "./public-count-page.ts";

const NOTHING = { size: 0, grants: [], legalDemands: [], rosterChanges: [] };

describe("the page of the public count", () => {
  it("says None where there is nothing, three times", () => {
    expect(publicCountPage(NOTHING).match(/<p>None\.<\/p>/gu)).toHaveLength(3);
  });

  it("runs nothing that staff wrote into the log", () => {
    const number = `<script>alert("1")</script>&`;
    const page = publicCountPage({ ...NOTHING, legalDemands: [{ slot: 3, number, atMs: 0 }] });
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;");
    expect(page).toContain("1970-01-01 00:00");
  });

  it("shows a time that is no date as the number that it is", () => {
    const grants = [{ day: "2026-09-21", purpose: "sound", kind: "live", staff: drawDevice(), grants: 2 }];
    const rosterChanges = [{ slot: 0, type: "found", atMs: Number.MAX_SAFE_INTEGER, staff: [] }];
    const page = publicCountPage({ ...NOTHING, size: 2, grants, rosterChanges });
    expect(page).toContain(`<td>${String(Number.MAX_SAFE_INTEGER)}</td>`);
    expect(page).toContain("the first 2 items");
    expect(page).toContain("<td>live</td>");
  });
});
