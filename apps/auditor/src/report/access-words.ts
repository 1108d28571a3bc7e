// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What staff was let see, in lines: by purpose; day by day and key by key it stands in the JSON report. */
import type { AccessCount } from "../operator/access-count.ts";

export function formatAccess({ size, grants, legalDemands, rosterChanges }: AccessCount): readonly string[] {
  const all = `${String(legalDemands.length)} legal demands, ${String(rosterChanges.length)} changes of the roster`;
  const total = grants.reduce((sum, one) => sum + one.grants, 0);
  return [
    `  operator: ${String(size)} items; ${all}, ${String(total)} accesses`,
    ...[...byPurpose(grants)].map(([purpose, count]) => `    ${purpose}: ${String(count)}`),
  ];
}

function byPurpose(grants: AccessCount["grants"]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { purpose, kind, grants: count } of grants) {
    const words = `${purpose}, ${kind}`;
    counts.set(words, (counts.get(words) ?? 0) + count);
  }
  return counts;
}
