// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Evidence of a log that shrank, forked, or cannot prove that it grew. Its own signatures speak against it. */
import { refusalCodeOf } from "@nightlatch/transparency/errors";
import { judgeQuorum, NO_QUORUM, type Policy } from "@nightlatch/transparency/policy";
import { EMPTY_TREE, parseTlogProof, verifyConsistency, verifyInclusion } from "@nightlatch/transparency/verify";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import type { Evidence } from "./evidence.ts";
import type { EvidenceReader } from "./evidence-reader.ts";
import { judgedOtherwise, proves, type EvidenceVerdict } from "./evidence-verdict.ts";

export function judgeLog(evidence: Evidence, reader: EvidenceReader): EvidenceVerdict {
  const policy = reader.policy();
  const [olderNote, newerNote] = [reader.read("older"), reader.read("newer")];
  const newer = openWitnessed(policy, newerNote);
  const older = olderNote.length === 0 ? undefined : openWitnessed(policy, olderNote);
  if (older !== undefined && older.head.origin !== newer.head.origin) return judgedOtherwise(evidence, undefined);
  const signedBy = [`log ${newer.head.origin}`];

  const proof = splitHashes(reader.read("consistency"));
  const broken = refusalCodeOf(() => verifyConsistency(older?.head ?? EMPTY_TREE, newer.head, proof));
  const code = broken ?? wrongInclusion(reader, newer.head);
  if (code !== evidence.code) return judgedOtherwise(evidence, code);
  switch (code) {
    case "transparency.fork":
      return proves(evidence, "The log signed two different trees of one size.", signedBy);
    case "transparency.rollback":
      return judgeShrunk(evidence, older?.timeMs, newer.timeMs, signedBy);
    default:
      return {
        kind: "consistent",
        why:
          "The log signed the checkpoints in the file; the proof beside them does not hold, but carries no signature. " +
          "Ask the log for the proof between these checkpoints: if it has none, it forked.",
      };
  }
}

/** A log signs small trees before large ones. Only cosignatures tell which of two came later. */
function judgeShrunk(
  evidence: Evidence,
  olderMs: number | undefined,
  newerMs: number | undefined,
  signedBy: readonly string[],
): EvidenceVerdict {
  if (olderMs !== undefined && newerMs !== undefined && newerMs > olderMs) {
    return proves(evidence, "The smaller tree was witnessed later than the larger one.", signedBy);
  }
  return {
    kind: "consistent",
    why: "The log signed both checkpoints. That the smaller one was shown after the larger one, they do not say.",
  };
}

function openWitnessed(policy: Policy, note: Uint8Array) {
  const { checkpoint, cosigned } = judgeQuorum({ ...policy, quorum: NO_QUORUM }, note);
  const times = cosigned.map(({ timeMs }) => timeMs);
  return { head: checkpoint.checkpoint, timeMs: times.length === 0 ? undefined : Math.max(...times) };
}

function wrongInclusion(reader: EvidenceReader, head: Parameters<typeof verifyInclusion>[3]): string | undefined {
  const file = reader.find("proof");
  if (file === undefined) return undefined;
  const { extra, index, hashes } = parseTlogProof(file);
  if (extra === undefined) throw new ProtocolError("protocol.malformed", "a proof in the evidence holds its leaf");
  return refusalCodeOf(() => verifyInclusion(extra, index, hashes, head));
}

function splitHashes(bytes: Uint8Array): readonly Hash[] {
  if (bytes.length % HASH_BYTES !== 0) throw new ProtocolError("protocol.malformed", "a proof is whole hashes");
  return Array.from(
    { length: bytes.length / HASH_BYTES },
    (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES) as Hash,
  );
}
