// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeUtf8 } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { inclusionProof, merkleLeafHash, merkleRoot, rootOfPeaks } from "@nightlatch/crypto/merkle";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { peaksOf } from "./peaks.ts";
import { consistencyRanges, floorLog2, fullSubtrees, inclusionRanges, powerOfTwo } from "./subtrees.ts";
import { verifyConsistency, verifyHashInclusion } from "./verify-proof.ts";

const MAX_LEAVES = 80;
const leaves = Array.from({ length: MAX_LEAVES }, (_, i) => merkleLeafHash(encodeUtf8(String(i))));
const headOf = (size: number) => ({ size, root: merkleRoot(leaves.slice(0, size)) });
const rootsOf = (ranges: readonly { start: number; end: number }[]) =>
  ranges.map(({ start, end }) => merkleRoot(leaves.slice(start, end)));
const sizes = fc.integer({ min: 1, max: MAX_LEAVES });
const pairs = fc.tuple(sizes, fc.nat()).map(([size, n]) => ({ size, index: n % size, oldSize: n % (size + 1) }));
const accepts = (verify: () => void): boolean => {
  try {
    verify();
    return true;
  } catch {
    return false;
  }
};

/** SUBPROOF of RFC 6962 §2.1.2, word for word: recursive, over leaves. */
function subproof(m: number, d: readonly Hash[], isWhole: boolean): readonly Hash[] {
  if (m === d.length) return isWhole ? [] : [merkleRoot(d)];
  let k = 1;
  while (k * 2 < d.length) k *= 2;
  return m <= k
    ? [...subproof(m, d.slice(0, k), isWhole), merkleRoot(d.slice(k))]
    : [...subproof(m - k, d.slice(k), false), merkleRoot(d.slice(0, k))];
}

describe("the ranges of a proof", () => {
  it("give the inclusion proof of RFC 6962", () => {
    fc.assert(
      fc.property(pairs, ({ size, index }) => {
        expect(rootsOf(inclusionRanges(index, size))).toEqual(inclusionProof(leaves.slice(0, size), index));
      }),
    );
  });

  it("give the consistency proof of RFC 6962", () => {
    fc.assert(
      fc.property(pairs, ({ size, oldSize }) => {
        const proof = oldSize === 0 ? [] : subproof(oldSize, leaves.slice(0, size), true);
        expect(rootsOf(consistencyRanges(oldSize, size))).toEqual(proof);
      }),
    );
  });

  it("split into full subtrees that fold back into the range's root", () => {
    fc.assert(
      fc.property(pairs, ({ size, index, oldSize }) => {
        for (const range of [...inclusionRanges(index, size), ...consistencyRanges(oldSize, size)]) {
          const subtrees = fullSubtrees(range).map((at) => {
            const width = powerOfTwo(at.level);
            return merkleRoot(leaves.slice(at.index * width, (at.index + 1) * width));
          });
          expect(rootOfPeaks(subtrees)).toEqual(merkleRoot(leaves.slice(range.start, range.end)));
        }
      }),
    );
  });

  it("stay exact for trees of 2^53 - 1 leaves", () => {
    expect(floorLog2(Number.MAX_SAFE_INTEGER)).toBe(52);
    expect(inclusionRanges(Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER)).toHaveLength(52);
    expect(consistencyRanges(Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER)).toHaveLength(53);
    for (const range of inclusionRanges(5, Number.MAX_SAFE_INTEGER)) {
      const width = fullSubtrees(range).reduce((sum, { level }) => sum + powerOfTwo(level), 0);
      expect(width).toBe(range.end - range.start);
    }
  });

  it("have the peaks of a row fold into its root", () => {
    fc.assert(
      fc.property(sizes, (size) => {
        expect(rootOfPeaks(peaksOf(leaves.slice(0, size)))).toEqual(headOf(size).root);
      }),
    );
  });
});

describe("a proof with any hash changed, dropped, doubled or swapped", () => {
  it("of inclusion is refused", () => {
    fc.assert(
      fc.property(pairs, fc.nat(), ({ size, index }, at) => {
        const proof = rootsOf(inclusionRanges(index, size));
        const leaf = leaves[index] ?? ({} as Hash);
        const head = headOf(size);
        expect(
          accepts(() => {
            verifyHashInclusion(leaf, index, proof, head);
          }),
        ).toBe(true);
        for (const wrong of damages(proof, at)) {
          expect(
            accepts(() => {
              verifyHashInclusion(leaf, index, wrong, head);
            }),
          ).toBe(false);
        }
        for (const elsewhere of [index - 1, index + 1, size, -1, 0.5, Number.NaN]) {
          expect(
            accepts(() => {
              verifyHashInclusion(leaf, elsewhere, proof, head);
            }),
          ).toBe(false);
        }
      }),
    );
  });

  it("of consistency is refused", () => {
    fc.assert(
      fc.property(pairs, fc.nat(), ({ size, oldSize }, at) => {
        const proof = rootsOf(consistencyRanges(oldSize, size));
        const [older, newer] = [headOf(oldSize), headOf(size)];
        expect(
          accepts(() => {
            verifyConsistency(older, newer, proof);
          }),
        ).toBe(true);
        for (const wrong of damages(proof, at)) {
          expect(
            accepts(() => {
              verifyConsistency(older, newer, wrong);
            }),
          ).toBe(false);
        }
        const forked = { ...older, root: merkleLeafHash(older.root) };
        expect(
          accepts(() => {
            verifyConsistency(forked, newer, proof);
          }),
        ).toBe(false);
      }),
    );
  });
});

describe("a proof that is too short for the size that a log claims", () => {
  const { root } = headOf(4);

  it("of consistency is refused, though both roots fit", () => {
    const proof = rootsOf(consistencyRanges(2, 4));
    for (const [size, isAccepted] of [
      [4, true],
      [5, false],
      [8, false],
      [2 ** 52, false],
    ] as const) {
      expect(
        accepts(() => {
          verifyConsistency(headOf(2), { size, root }, proof);
        }),
      ).toBe(isAccepted);
    }
  });

  it("of inclusion is refused, though the root fits", () => {
    const proof = rootsOf(inclusionRanges(1, 4));
    const leaf = leaves[1] ?? ({} as Hash);
    for (const size of [5, 8, 2 ** 52]) {
      expect(
        accepts(() => {
          verifyHashInclusion(leaf, 1, proof, { size, root });
        }),
      ).toBe(false);
    }
  });
});

function damages(proof: readonly Hash[], at: number): readonly (readonly Hash[])[] {
  const extra = merkleLeafHash(Uint8Array.of(at % 256));
  if (proof.length === 0) return [[extra]];
  const i = at % proof.length;
  const hash = proof[i] ?? extra;
  const changed = Uint8Array.from(hash);
  changed[at % 32] = (changed[at % 32] ?? 0) ^ (1 << (at % 8));
  const swapped = proof.length < 2 ? [] : [proof.with(0, proof.at(-1) ?? extra).with(-1, proof[0] ?? extra)];
  return [
    proof.with(i, changed as Hash),
    proof.toSpliced(i, 1),
    proof.toSpliced(i, 0, hash),
    [...proof, extra],
    [extra, ...proof],
    ...swapped,
  ];
}
