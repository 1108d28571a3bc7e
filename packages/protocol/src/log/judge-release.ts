// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Evidence of a file of the app that is not the one in the logged release. */
import { decodeUtf8, equalBytes } from "@nightlatch/bytes";
import { parseVerifyKey } from "@nightlatch/crypto/signature";
import { ProtocolError } from "../errors.ts";
import {
  decodeRelease,
  isLaneLeafSigned,
  logLaneOf,
  parseLaneLeaf,
  releaseCommitment,
  releaseFileOf,
  type LaneLeaf,
} from "../wire/index.ts";
import { differenceOf } from "./check-files.ts";
import type { Evidence } from "./evidence.ts";
import type { EvidenceReader } from "./evidence-reader.ts";
import { judgedOtherwise, proves, type EvidenceVerdict } from "./evidence-verdict.ts";

export function judgeRelease(evidence: Evidence, reader: EvidenceReader): EvidenceVerdict {
  const [proven, ...more] = reader.leaves(reader.policy());
  const leaf = proven === undefined ? undefined : parseLaneLeaf(proven.leaf);
  if (proven === undefined || more.length > 0 || leaf === undefined || typeof leaf === "string") {
    throw new ProtocolError("protocol.malformed", "evidence of a release holds one lane leaf");
  }
  const manifest = reader.read("manifest");
  assertReleaseLeaf(leaf, manifest, reader.read("lane key"));

  const path = decodeUtf8(reader.read("path"));
  const served = reader.find("served");
  const named = decodeRelease(manifest).files.find((file) => file.path === path);
  const code = differenceOf(named, served === undefined ? undefined : releaseFileOf(path, served));
  if (code !== evidence.code) return judgedOtherwise(evidence, code);
  return proves(evidence, `The logged release says otherwise of the file ${path} (${code}).`, []);
}

function assertReleaseLeaf(leaf: LaneLeaf, manifest: Uint8Array, laneKey: Uint8Array): void {
  const lane = logLaneOf("release", parseVerifyKey(laneKey));
  const isOfLane = leaf.kind === "release" && equalBytes(leaf.lane, lane) && isLaneLeafSigned(leaf);
  if (!isOfLane || !equalBytes(leaf.commitment, releaseCommitment(manifest))) {
    throw new ProtocolError("protocol.malformed", "the logged leaf is not of this release");
  }
}
