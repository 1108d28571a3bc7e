// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Bytes of tiles: c2sp.org/tlog-tiles, "Merkle Tree" (hashes side by side) and "Log entries" (each leaf behind
 * its length, uint16). Twins in one order. What comes from a store is not trusted.
 */
import { ByteReader, concatBytes } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { TileError } from "../errors.ts";

export const MAX_LEAF_BYTES = 0xffff;

export function encodeHashTile(hashes: readonly Hash[]): Uint8Array {
  return concatBytes(...hashes);
}

/** @throws transparency.tile_invalid unless it holds exactly `width` hashes */
export function decodeHashTile(bytes: Uint8Array, width: number, path: string): readonly Hash[] {
  if (bytes.length !== width * HASH_BYTES) throw invalid(path, "another length than its hashes have");
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES) as Hash);
}

export function encodeEntryBundle(leaves: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...leaves.flatMap((leaf) => [Uint8Array.of(leaf.length >> 8, leaf.length & 0xff), leaf]));
}

/** @throws transparency.tile_invalid unless it holds exactly `width` leaves */
export function decodeEntryBundle(bytes: Uint8Array, width: number, path: string): readonly Uint8Array[] {
  const reader = new ByteReader(bytes);
  const leaves: Uint8Array[] = [];
  while (leaves.length < width) {
    if (reader.remaining < 2) throw invalid(path, "fewer leaves than it should have");
    const length = reader.u16();
    if (length > reader.remaining) throw invalid(path, "a leaf that is cut off");
    leaves.push(reader.take(length));
  }
  if (reader.remaining > 0) throw invalid(path, "more than its leaves");
  return leaves;
}

function invalid(path: string, reason: string): TileError {
  return new TileError("transparency.tile_invalid", path, `holds ${reason}`);
}
