// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Evidence of a lane that is not linear, or not its household's. The log signed that it holds these leaves. */
import { ProtocolError } from "../errors.ts";
import { isLaneLeafSigned, parseLaneLeaf, verifyLaneLeaf } from "../wire/index.ts";
import type { Evidence } from "./evidence.ts";
import type { EvidenceReader, ProvenLeaf } from "./evidence-reader.ts";
import { judgedOtherwise, proves, type EvidenceVerdict } from "./evidence-verdict.ts";
import { equalBytes } from "@nightlatch/bytes";
import { judgeOwnLeaf, type LeafVerdict } from "./own-leaf.ts";

export function judgeLane(evidence: Evidence, reader: EvidenceReader): EvidenceVerdict {
  const leaves = reader.leaves(reader.policy());
  const last = leaves.at(-1);
  const before = leaves.length === 2 ? leaves[0] : undefined;
  if (last === undefined || leaves.length > 2) {
    throw new ProtocolError("protocol.malformed", "evidence of a lane holds one or two leaves");
  }
  const signedBy = [...new Set(leaves.map(({ checkpoint }) => `log ${checkpoint.origin}`))];
  const ofLeaves = faultOfLeaves(last, before);
  if (ofLeaves !== undefined && ofLeaves === evidence.code) {
    return proves(evidence, `The log holds what must be refused as ${ofLeaves}.`, signedBy);
  }
  if (!reader.hasHistory() && ofLeaves === undefined && evidence.code === "ledger.withheld") {
    const why =
      "The log holds the leaf. That its household was never shown what it stands for is the household's word.";
    return { kind: "consistent", why };
  }
  if (!reader.hasHistory()) return judgedOtherwise(evidence, ofLeaves);

  const code = codeOf(judgeForHousehold(reader, last, before));
  if (code !== evidence.code) return judgedOtherwise(evidence, code);
  // Salt and number opened the commitment, so that they are not somebody's invention.
  if (code === "lane.wrong_key") {
    return proves(evidence, "The log holds a leaf in this household's lane by a key that is not its own.", signedBy);
  }
  return {
    kind: "consistent",
    why: `The log holds the leaf. How its commitment is to be opened (${code}) is the word of who showed it.`,
  };
}

/** What leaves show by themselves, whoever's they are. */
function faultOfLeaves(last: ProvenLeaf, before: ProvenLeaf | undefined): string | undefined {
  const leaf = parseLaneLeaf(last.leaf);
  if (typeof leaf === "string") return leaf;
  if (!isLaneLeafSigned(leaf)) return "lane.bad_signature";
  const earlier = before === undefined ? undefined : parseLaneLeaf(before.leaf);
  if (before === undefined || earlier === undefined || typeof earlier === "string") return undefined;
  if (!equalBytes(leaf.lane, earlier.lane)) return undefined;
  if (leaf.slot === earlier.slot) {
    return equalBytes(last.leaf, before.leaf) && last.index === before.index ? undefined : "lane.fork";
  }
  if (leaf.slot > earlier.slot !== last.index > before.index) return "lane.fork";
  // Leaves farther apart say nothing about each other.
  const verdict = leaf.slot === earlier.slot + 1 ? verifyLaneLeaf(last.leaf, before.leaf) : undefined;
  return verdict?.kind === "refused" ? verdict.code : undefined;
}

function judgeForHousehold(reader: EvidenceReader, last: ProvenLeaf, before: ProvenLeaf | undefined): LeafVerdict {
  const { leaf, index } = last;
  const shown = { leaf, index, salt: reader.read("salt"), seq: reader.uint32("seq"), inclusion: [] };
  const kept = before && { leaf: before.leaf, index: before.index, salt: shown.salt, seq: 0, proof: before.file };
  return judgeOwnLeaf(shown, kept, reader.ledger());
}

function codeOf(verdict: LeafVerdict): string | undefined {
  if (verdict.kind === "refused") return verdict.code;
  return verdict.kind === "withheld" ? "ledger.withheld" : undefined;
}
