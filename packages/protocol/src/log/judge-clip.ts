// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Evidence of footage that was refused: not the hub's, or not what the hub signed for. Nothing is opened here. */
import { equalBytes } from "@nightlatch/bytes";
import { MerkleAccumulator, merkleLeafHash } from "@nightlatch/crypto/merkle";
import { ProtocolError } from "../errors.ts";
import {
  decodeClipOpening,
  formatId,
  verifyClipOpening,
  verifyManifest,
  type ClipContent,
  type LedgerState,
} from "../wire/index.ts";
import type { Evidence } from "./evidence.ts";
import type { EvidenceReader } from "./evidence-reader.ts";
import { judgedOtherwise, proves, type EvidenceVerdict } from "./evidence-verdict.ts";

export function judgeClip(evidence: Evidence, reader: EvidenceReader): EvidenceVerdict {
  const { state } = reader.ledger();
  const [opening, manifest] = [reader.find("opening"), reader.find("manifest")];
  const frames = reader.all("frame");
  if (frames.length > 0 && evidence.code === "crypto.open_failed") {
    return { kind: "consistent", why: "Whether a frame opens, only a holder of the clip's key can see." };
  }
  const code = refusalOf(() => judgeSigned(state, opening, manifest));
  if (code !== undefined || frames.length === 0) {
    if (code !== evidence.code) return judgedOtherwise(evidence, code);
    return proves(evidence, `After this history it must be refused as ${code}.`, []);
  }
  return judgeFrames(evidence, state, manifest, frames);
}

/** The frames beside what the hub signed for. Frames carry no signature of their own: their tree is signed. */
function judgeFrames(
  evidence: Evidence,
  state: LedgerState,
  manifest: Uint8Array | undefined,
  frames: readonly Uint8Array[],
): EvidenceVerdict {
  if (manifest === undefined) throw new ProtocolError("protocol.malformed", "frames are judged beside their manifest");
  const { content, hub } = verifyManifest(manifest, state);
  if (content.kind !== "clip") throw new ProtocolError("protocol.malformed", "the manifest is of no clip");
  const code = differenceFrom(content, frames);
  if (code !== evidence.code) return judgedOtherwise(evidence, code);
  if (code === "clip.not_as_signed") {
    return proves(evidence, `These are not the frames that hub ${formatId(hub)} signed for.`, []);
  }
  return {
    kind: "consistent",
    why: "The hub signed for more frames. That the rest was not there, the file cannot show.",
  };
}

function differenceFrom({ count, sealedRoot }: ClipContent, frames: readonly Uint8Array[]): string | undefined {
  if (frames.length < count) return "clip.cut_short";
  const tree = new MerkleAccumulator();
  for (const frame of frames) tree.append(merkleLeafHash(frame));
  return frames.length === count && equalBytes(tree.root(), sealedRoot) ? undefined : "clip.not_as_signed";
}

function judgeSigned(state: LedgerState, opening: Uint8Array | undefined, manifest: Uint8Array | undefined): void {
  if (opening !== undefined) verifyClipOpening(decodeClipOpening(opening), state);
  if (manifest !== undefined) verifyManifest(manifest, state);
}

function refusalOf(verify: () => void): string | undefined {
  try {
    verify();
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}
