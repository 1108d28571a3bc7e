// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which words of a paper key are asked back. Not a secret: only to make someone look at the paper. */

/** `draw` answers like Math.random. Different positions, in rising order. */
export function pickPositions(ofCount: number, pickCount: number, draw: () => number): readonly number[] {
  const left = Array.from({ length: ofCount }, (_, index) => index);
  const picked = Array.from({ length: Math.min(pickCount, ofCount) }, () => {
    const at = Math.min(Math.floor(draw() * left.length), left.length - 1);
    return left.splice(at, 1);
  });
  return picked.flat().sort((a, b) => a - b);
}
