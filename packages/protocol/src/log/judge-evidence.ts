// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Judges an evidence file as a stranger would: offline, from its bytes alone, by the same code that refused. It
 * says what the bytes prove, and does not say more: that somebody was shown them is the word of who kept the file.
 */
import { equalBytes } from "@nightlatch/bytes";
import { assertNever, NightlatchError } from "@nightlatch/errors";
import type { Policy } from "@nightlatch/transparency/policy";
import { decodeEvidence, type Evidence } from "./evidence.ts";
import { EvidenceReader, type PolicyUsed } from "./evidence-reader.ts";
import type { EvidenceVerdict } from "./evidence-verdict.ts";
import { judgeClip } from "./judge-clip.ts";
import { judgeLane } from "./judge-lane.ts";
import { judgeLedger } from "./judge-ledger.ts";
import { judgeLog } from "./judge-log.ts";
import { judgeRelease } from "./judge-release.ts";

export type JudgedEvidence = EvidenceVerdict & Readonly<{ policyUsed?: PolicyUsed }>;

/**
 * @param trusted whom the judge believes about logs. Without it the file names its log's key itself, and whoever made it
 *   can have made that, too.
 * @throws protocol.malformed | protocol.bad_version | protocol.too_large for what is no evidence file
 */
export function judgeEvidence(bytes: Uint8Array, trusted?: Policy): JudgedEvidence {
  const evidence = decodeEvidence(bytes);
  const reader = new EvidenceReader(evidence, trusted);
  const verdict = verdictOn(evidence, reader);
  const { policyUsed } = reader;
  return policyUsed === undefined ? verdict : { ...verdict, policyUsed };
}

function verdictOn(evidence: Evidence, reader: EvidenceReader): EvidenceVerdict {
  try {
    return wrongHousehold(evidence, reader) ?? judge(evidence, reader);
  } catch (error) {
    // What is inside does not hold together: whoever made the file has to answer for it, not whom it accuses.
    if (error instanceof NightlatchError) return { kind: "refuted", why: `${error.message} (${error.code})` };
    throw error;
  }
}

function judge(evidence: Evidence, reader: EvidenceReader): EvidenceVerdict {
  switch (evidence.kind) {
    case "ledger":
      return judgeLedger(evidence, reader);
    case "log":
      return judgeLog(evidence, reader);
    case "lane":
      return judgeLane(evidence, reader);
    case "clip":
      return judgeClip(evidence, reader);
    case "release":
      return judgeRelease(evidence, reader);
    default:
      return assertNever(evidence.kind);
  }
}

function wrongHousehold({ lane }: Evidence, reader: EvidenceReader): EvidenceVerdict | undefined {
  if (!reader.hasHistory() || equalBytes(reader.ledger().state.lane, lane)) return undefined;
  return { kind: "refuted", why: "The history in the file is another household's than the one it names." };
}
