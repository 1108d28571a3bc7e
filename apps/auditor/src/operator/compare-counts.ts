// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where the count that the server publishes is not the one that the log's items make: line by line. */
import type { AccessCount } from "./access-count.ts";

export type CountDifference = Readonly<{
  /** What is counted, as a line of the count. */
  line: string;
  published: number;
  counted: number;
}>;

export function compareCounts(published: AccessCount, counted: AccessCount): readonly CountDifference[] {
  const [said, made] = [linesOf(published), linesOf(counted)];
  const lines = [...new Set([...made.keys(), ...said.keys()])];
  return lines
    .map((line) => ({ line, published: said.get(line) ?? 0, counted: made.get(line) ?? 0 }))
    .filter((one) => one.published !== one.counted);
}

/** A line that is there twice counts twice. */
function linesOf({ size, grants, legalDemands, rosterChanges }: AccessCount): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const add = (words: readonly unknown[], count: number) => {
    const line = words.map(String).join(" ");
    lines.set(line, (lines.get(line) ?? 0) + count);
  };
  add(["items"], size);
  for (const { day, purpose, kind, staff, grants: count } of grants) add(["grants", day, purpose, kind, staff], count);
  for (const { slot, number, atMs } of legalDemands) add(["legal demand", number, "item", slot, "at", atMs], 1);
  for (const { slot, type, atMs, staff } of rosterChanges) add([type, ...staff, "item", slot, "at", atMs], 1);
  return lines;
}
