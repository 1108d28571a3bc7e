// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether the log that is shown now begins with the whole of the log that was audited last. An operator who
 * rewrites old tiles signs the new tree with the same key; only who remembers the old one can tell.
 */
import { refusalCodeOf } from "@nightlatch/transparency/errors";
import type { Hash } from "@nightlatch/crypto/keys";
import { logEvidence } from "@nightlatch/protocol/log";
import type { LaneId } from "@nightlatch/protocol/wire";
import {
  openCheckpoint,
  verifyConsistency,
  type SignedCheckpoint,
  type VerifiedTiles,
} from "@nightlatch/transparency/verify";
import type { Finding } from "./finding.ts";
import type { TrustedPolicy } from "./trusted-policy.ts";

/** No household: anyone may show this evidence. */
export const NO_HOUSEHOLD = new Uint8Array(16) as Uint8Array as LaneId;

const SENTENCES: Readonly<Record<string, string>> = {
  "transparency.rollback": "The log is smaller than it was: it takes back what it showed.",
  "transparency.fork": "The log signed two different trees of one size.",
  "transparency.proof_invalid": "The log does not begin with what it held at the last audit: it was rewritten.",
};

/** Undefined when it only grew, or was never audited. @throws transparency.tile_invalid | transparency.tile_missing */
export async function checkGrowth(
  lastNote: Uint8Array | undefined,
  now: SignedCheckpoint,
  tiles: () => Promise<VerifiedTiles>,
  { policy, text }: TrustedPolicy,
  nowMs: number,
): Promise<Finding | undefined> {
  if (lastNote === undefined) return undefined;
  const last = openCheckpoint(
    lastNote,
    policy.logs.map(({ key }) => key),
  );
  const { size } = last.checkpoint;
  const isLarger = now.checkpoint.size > size;
  const consistency: readonly Hash[] = isLarger && size > 0 ? await (await tiles()).consistencyProof(size) : [];
  const code = refusalCodeOf(() => verifyConsistency(last.checkpoint, now.checkpoint, consistency));
  if (code === undefined) return undefined;
  const shown = { policy: text, older: lastNote, newer: now.bytes, consistency };
  return {
    code,
    sentence: SENTENCES[code] ?? "The log does not prove that it grew.",
    subject: `${String(size)} to ${String(now.checkpoint.size)} leaves`,
    evidence: logEvidence({ code, atMs: nowMs, lane: NO_HOUSEHOLD, ...shown }),
  };
}
