// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A lane's fault as files that convince others: for each leaf that shows it a .tlog-proof whose extra data is the
 * leaf itself. The checkpoint in it is signed by the log, so the log cannot deny either leaf.
 */
import { TransparencyError } from "../errors.ts";
import { formatTlogProof, parseTlogProof, verifyTlogProof } from "../proof/tlog-proof.ts";
import type { Policy } from "../policy/policy.ts";
import type { VerifiedTiles } from "../tiles/verified-tiles.ts";
import { judgeLeaf, needsEarlier, type LaneFault } from "./judge-leaf.ts";
import type { LaneLeaf, LastLeaf, ParseLaneLeaves } from "./lane-leaf.ts";

/**
 * The lane's last good leaf, where there is one, then the leaf at fault. `checkpoint` is the note whose head `tiles`
 * was opened with.
 * @throws transparency.tile_invalid | transparency.tile_missing
 */
export async function buildLaneEvidence(
  fault: LaneFault,
  tiles: VerifiedTiles,
  checkpoint: Uint8Array,
): Promise<readonly Uint8Array[]> {
  const proofs: Uint8Array[] = [];
  for (const index of [fault.earlier, fault.index]) {
    if (index === undefined) continue;
    const [extra, hashes] = [await tiles.leaf(index), await tiles.inclusionProof(index)];
    proofs.push(formatTlogProof({ extra, index, hashes, checkpoint }));
  }
  return proofs;
}

/**
 * What these files prove, offline.
 * @throws transparency.proof_invalid when they prove nothing
 * @throws what verifyTlogProof throws
 */
export async function verifyLaneEvidence(
  files: readonly Uint8Array[],
  parse: ParseLaneLeaves,
  policy: Policy,
): Promise<LaneFault> {
  const leaves = await Promise.all(files.map((file) => provenLeaf(file, parse, policy)));
  const [atFault, earlier] = [leaves.at(-1), leaves.at(-2)];
  if (atFault === undefined || leaves.length > 2) throw nothing("evidence is one file or two");
  const kind = judgeLeaf(atFault.leaf, lastLeaf(earlier, atFault));
  if (kind === undefined || needsEarlier(kind) !== (earlier !== undefined)) throw nothing("these leaves are in order");
  // The leaves in between may well be in the log: only who reads all of it sees a gap.
  if (kind === "gap") throw nothing("two leaves do not prove a gap");
  return { kind, lane: atFault.leaf?.lane ?? "", index: atFault.index, earlier: earlier?.index };
}

type ProvenLeaf = Readonly<{ index: number; leaf: LaneLeaf | undefined }>;

async function provenLeaf(file: Uint8Array, parse: ParseLaneLeaves, policy: Policy): Promise<ProvenLeaf> {
  const { extra } = parseTlogProof(file);
  if (extra === undefined) throw nothing("no leaf in the file");
  const { index } = verifyTlogProof(file, extra, policy);
  const [leaf] = await parse([extra]);
  return { index, leaf };
}

/** Only an earlier leaf of the same lane, truly signed, says anything about the one at fault. */
function lastLeaf(earlier: ProvenLeaf | undefined, atFault: ProvenLeaf): LastLeaf | undefined {
  if (earlier === undefined) return undefined;
  const { index, leaf } = earlier;
  if (leaf === undefined || leaf.lane !== atFault.leaf?.lane || index >= atFault.index || !leaf.isSigned) {
    throw nothing("the first file is no earlier leaf of that lane");
  }
  return { index, slot: leaf.slot, hash: leaf.hash, next: leaf.next };
}

function nothing(message: string): TransparencyError {
  return new TransparencyError("transparency.proof_invalid", message);
}
