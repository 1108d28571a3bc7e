// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Tells by its first bytes what a file is, and hands it to its judge. Every byte of it is attacker-controlled. */
import { decodeUtf8 } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { judgeEvidence, type JudgedEvidence, type PolicyUsed } from "@nightlatch/protocol/log";
import { parsePolicy, type Policy } from "@nightlatch/transparency/policy";
import { parseTlogProof, verifyTlogProof } from "@nightlatch/transparency/verify";
import { AuditorError } from "../errors.ts";
import type { FileVerdict } from "./file-verdict.ts";
import { verifyExportFile } from "./verify-export-file.ts";

export type VerifyWith = Readonly<{
  /** A tlog-policy: whom to believe about logs. Evidence names a log's key itself; a proof does not. */
  policy: Uint8Array | undefined;
  /** The id that the household's own app shows: whose export it has to be. */
  household: string | undefined;
}>;

const PROOF_START = "c2sp.org/tlog-proof@v1\n";

/** @throws auditor.bad_file for what is none of our files, or cannot be judged without --policy */
export function verifyFile(bytes: Uint8Array, { policy, household }: VerifyWith): FileVerdict {
  if (startsWith(bytes, PROOF_START)) return verifyProofFile(bytes, policy);
  const trusted = policy && parsePolicy(decodeUtf8(policy));
  return verifyExportFile(bytes, household, trusted) ?? verifyEvidenceFile(bytes, trusted);
}

function verifyEvidenceFile(bytes: Uint8Array, trusted: Policy | undefined): FileVerdict {
  const verdict = judged(bytes, trusted);
  const judgedBy = policyWords(verdict.policyUsed);
  if (verdict.kind === "proves") {
    const signed = verdict.signedBy.length === 0 ? [] : [`signed by: ${verdict.signedBy.join(", ")}`];
    const facts = [`proves ${verdict.code}`, ...signed, ...judgedBy];
    return { kind: "evidence", holds: true, sentence: verdict.sentence, facts };
  }
  const holds = verdict.kind === "consistent";
  const facts = [holds ? "genuine, but no proof" : "refuted", ...judgedBy];
  return { kind: "evidence", holds, sentence: verdict.why, facts };
}

function judged(bytes: Uint8Array, trusted: Policy | undefined): JudgedEvidence {
  try {
    return judgeEvidence(bytes, trusted);
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    throw new AuditorError("auditor.bad_file", "neither an export, nor evidence, nor a proof of a log", {
      cause: error,
      advice: "Name a file that Nightlatch wrote, whole and unchanged.",
    });
  }
}

function policyWords(used: PolicyUsed | undefined): readonly string[] {
  if (used === undefined) return [];
  if (used.from === "judge") return ["judged by the policy that you gave"];
  return [
    "judged by the policy in the file, which its maker chose: compare the log's key, or give your own by --policy",
    ...used.logKeys.map((key) => `log key in the file: ${key}`),
  ];
}

function verifyProofFile(bytes: Uint8Array, policy: Uint8Array | undefined): FileVerdict {
  if (policy === undefined) {
    throw new AuditorError("auditor.bad_file", "a proof is judged by a policy", {
      advice: "Say whom you believe: nightlatch verify FILE --policy FILE.",
    });
  }
  const trusted = parsePolicy(decodeUtf8(policy));
  try {
    const { extra } = parseTlogProof(bytes);
    if (extra === undefined) {
      const sentence = "The proof does not carry its leaf, so there is nothing to judge.";
      return { kind: "tlog-proof", holds: false, sentence, facts: [] };
    }
    const { index, cosigned, checkpoint } = verifyTlogProof(bytes, extra, trusted);
    const { origin, size } = checkpoint.checkpoint;
    const sentence = `Leaf ${String(index)} is in the log ${origin} of ${String(size)} leaves.`;
    const facts = cosigned.map(({ name, timeMs }) => `cosigned by ${name} at ${new Date(timeMs).toISOString()}`);
    return { kind: "tlog-proof", holds: true, sentence, facts };
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    return { kind: "tlog-proof", holds: false, sentence: `${error.message}.`, facts: [error.code] };
  }
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, text.length)) === text;
}
