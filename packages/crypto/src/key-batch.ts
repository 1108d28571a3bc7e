// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Judges many public keys at once. A point has a part of small order if L times it is not neutral; that costs a
 * millisecond. L times a random sum of points is neutral if none of them has such a part, and else with a chance of at
 * most one half: after 64 sums, nobody who made the points beforehand got one through. A batch that fails is judged
 * key by key, so no key is refused but by the strict rule itself.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { isStrictKey, noteStrictKey, unjudgedKeys } from "./ed25519-strict.ts";
import type { VerifyKey } from "./keys.ts";

type Point = InstanceType<typeof ed25519.Point>;

const ROUNDS = 64;
/** Fewer keys than sums are cheaper one by one. */
const SMALLEST_BATCH = 2 * ROUNDS;
/** Points whose sums are all made beforehand: one addition then does for four points. */
const BLOCK = 4;

/** Afterwards isStrictKey knows its answer for each of them. */
export function judgeKeys(keys: Iterable<VerifyKey>): void {
  const unjudged = unjudgedKeys(keys);
  const points = unjudged.length < SMALLEST_BATCH ? undefined : decodeAll(unjudged);
  if (points !== undefined && areTorsionFree(points)) for (const key of unjudged) noteStrictKey(key);
  else for (const key of unjudged) isStrictKey(key);
}

/** Undefined when one of them is no point. */
function decodeAll(keys: readonly VerifyKey[]): readonly Point[] | undefined {
  try {
    const points = keys.map((key) => ed25519.Point.fromBytes(key, false));
    return points.some((point) => point.is0()) ? undefined : points;
  } catch {
    return undefined;
  }
}

function areTorsionFree(points: readonly Point[]): boolean {
  const sums = Array.from({ length: ROUNDS }, () => ed25519.Point.ZERO);
  for (let at = 0; at < points.length; at += BLOCK) {
    const ofBlock = subsetSums(points.slice(at, at + BLOCK));
    // Drawn after the points are known: whoever chose them could not choose for these.
    const picks = crypto.getRandomValues(new Uint8Array(ROUNDS));
    for (const [round, sum] of sums.entries()) {
      const picked = ofBlock[(picks[round] ?? 0) % ofBlock.length];
      if (picked !== undefined) sums[round] = sum.add(picked);
    }
  }
  return sums.every((sum) => sum.isTorsionFree());
}

/** All 2^n sums of n points; the bits of an index say which are in. */
function subsetSums(points: readonly Point[]): readonly Point[] {
  return points.reduce<readonly Point[]>(
    (sums, point) => [...sums, ...sums.map((sum) => sum.add(point))],
    [ed25519.Point.ZERO],
  );
}
