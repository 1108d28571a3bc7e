// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a monitor has to know of a leaf, as the application's parser tells it: the place in its lane, the link to
 * the leaf before, and the key that the leaf before announced. The leaf itself stays opaque here.
 */
export type LaneLeaf = Readonly<{
  /** Text form of the lane's id. */
  lane: string;
  /** Counts from 0, without a gap. */
  slot: number;
  /** What the leaf names as the one before it; not looked at in slot 0. */
  prev: Uint8Array;
  /** What the following leaf must name. */
  hash: Uint8Array;
  /** The key that signed this leaf, and the one that will sign the following. */
  key: Uint8Array;
  next: Uint8Array;
  /** The signature holds and, in slot 0, the key may begin this lane. */
  isSigned: boolean;
}>;

/**
 * One answer a leaf, in order: undefined for bytes that are no leaf at all. Must not reject for any bytes. Many at
 * once, so that signatures can be verified together; the monitor asks for some bundles ahead.
 */
export type ParseLaneLeaves = (leaves: readonly Uint8Array[]) => Promise<readonly (LaneLeaf | undefined)[]>;

/** Of a lane's last leaf, as much as judging the following one takes. */
export type LastLeaf = Readonly<{ index: number; slot: number; hash: Uint8Array; next: Uint8Array }>;
