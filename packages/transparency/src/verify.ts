// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The door that clients use: everything that checks a log, nothing that writes one. Pure. */
export { leafHash, verifyConsistency, verifyHashInclusion, verifyInclusion } from "./merkle/verify-proof.ts";
export { EMPTY_TREE, equalHeads, type TreeHead } from "./merkle/tree-head.ts";
export { formatCheckpoint, parseCheckpoint, type Checkpoint } from "./notes/checkpoint.ts";
export {
  openCheckpoint,
  verifySignatures,
  withSignatures,
  type Signed,
  type SignedCheckpoint,
} from "./notes/open-checkpoint.ts";
export {
  formatNote,
  formatSignatureLines,
  isKeyName,
  parseNote,
  parseSignatureLines,
  type Note,
  type NoteSignature,
} from "./notes/signed-note.ts";
export { formatVkey, KEY_TYPES, parseVkey, verifierKey, type KeyType, type VerifierKey } from "./notes/verifier-key.ts";
export { requireFresh } from "./proof/require-fresh.ts";
export { formatTlogProof, parseTlogProof, verifyTlogProof, type TlogProof } from "./proof/tlog-proof.ts";
export { CHECKPOINT_PATH, entryBundlePath, hashTilePath, TILE_WIDTH, type TilePlace } from "./tiles/tile-path.ts";
export { MAX_LEAF_BYTES } from "./tiles/tile-codec.ts";
export type { TileSource } from "./tiles/tile-source.ts";
export { openTiles, type ProvenLeaves, type VerifiedTiles } from "./tiles/verified-tiles.ts";
