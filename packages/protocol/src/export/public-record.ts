// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file That a household's history is in the public log, and since when, judged offline (protocol §14.3). Whoever made
 * the file chose what it says; the log's and the witnesses' signatures decide.
 */
import type { Policy } from "@nightlatch/transparency/policy";
import { parseTlogProof, verifyTlogProof } from "@nightlatch/transparency/verify";
import { TransparencyError } from "@nightlatch/transparency/errors";
import { effectivePolicy, type OwnLedger } from "../log/index.ts";
import { judgeOwnLeaf } from "../log/own-leaf.ts";
import type { LogRecord } from "./export-proof.ts";

export type PublicRecord = Readonly<{
  /** The log's name, and how many leaves it had then. */
  origin: string;
  size: number;
  /** Of the household's leaf. */
  index: number;
  /** The last entry that was in the log. */
  seq: number;
  cosigned: readonly Readonly<{ name: string; timeMs: number }>[];
  /** The median of the witnesses' times; undefined where the policy asks for none. */
  witnessedMs: number | undefined;
}>;

export type RecordVerdict =
  Readonly<{ kind: "recorded"; record: PublicRecord }> | Readonly<{ kind: "refused"; code: string }>;

/**
 * `policy`: whom the reader believes; without one, whom the household itself does, its own hubs among them.
 * @throws transparency.*
 */
export function judgePublicRecord(
  { proof, salt, seq }: LogRecord,
  ledger: Pick<OwnLedger, "state" | "headAt">,
  policy: Policy | undefined = effectivePolicy(ledger.state, seq),
): RecordVerdict {
  if (policy === undefined) return { kind: "refused", code: "transparency.wrong_log" };
  const { extra: leaf, hashes: inclusion } = parseTlogProof(proof);
  if (leaf === undefined) throw new TransparencyError("transparency.malformed", "a proof without its leaf");
  const { index, cosigned, medianTimeMs, checkpoint } = verifyTlogProof(proof, leaf, policy);
  const own = { ...ledger, entries: () => [], signedHere: () => false };
  const verdict = judgeOwnLeaf({ leaf, salt, seq, index, inclusion }, undefined, own);
  if (verdict.kind === "refused") return verdict;
  if (verdict.kind === "withheld") return { kind: "refused", code: "ledger.withheld" };
  const { origin, size } = checkpoint.checkpoint;
  return { kind: "recorded", record: { origin, size, index, seq, cosigned, witnessedMs: medianTimeMs } };
}
