// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One step along the public log (protocol §13.4): from the view that a device kept and the server's answer to a
 * new view, or to a stop with evidence. Pure: the clock comes in, nothing is stored here.
 */
import { invariant } from "@nightlatch/errors";
import { TransparencyError, type TransparencyErrorCode } from "@nightlatch/transparency/errors";
import { judgeQuorum, type Policy, type QuorumReached, type QuorumShort } from "@nightlatch/transparency/policy";
import {
  equalHeads,
  formatTlogProof,
  verifyConsistency,
  verifyInclusion,
  type Checkpoint,
} from "@nightlatch/transparency/verify";
import type { LaneRefusal, LedgerState } from "../wire/index.ts";
import { policyOf } from "./effective-policy.ts";
import type { Evidence } from "./evidence.ts";
import { FRESHNESS_MS, freshnessProblem, type LogProblem } from "./freshness.ts";
import { lesseningNow, provedTerms } from "./judging-terms.ts";
import { assertAnswer, type LogAnswer, type OwnLedger, type ShownLeaf } from "./log-answer.ts";
import { NO_LOG_VIEW, type LoggedLeaf, type LogView } from "./log-view.ts";
import { laneEvidence, logEvidence } from "./make-evidence.ts";
import { judgeOwnLeaf } from "./own-leaf.ts";

export type StopCode =
  | "transparency.rollback" // a smaller log than the one seen before
  | "transparency.fork" // another log of the same size
  | "transparency.proof_invalid" // the log does not grow from the one seen before, or the leaf is not in it
  | "ledger.fork" // the log holds another history of this household
  | LaneRefusal; // the household's lane is not linear, or not signed by its keys

export type Followed = Readonly<{
  kind: "followed";
  /** Keep it durably before acting on it. */
  view: LogView;
  /** Whether someone may be let in, or given more, now. */
  isFresh: boolean;
  problem?: LogProblem;
  /** With "ledger.withheld": load the ledger and ask again; if it stays, stop with this. */
  evidence?: Evidence;
}>;
export type Stopped = Readonly<{ kind: "stopped"; code: StopCode; detail: string; evidence: Evidence }>;

type Judged = QuorumReached | QuorumShort;
type Step = Readonly<{ view: LogView; answer: LogAnswer; ledger: OwnLedger; policy: Policy; nowMs: number }>;

/**
 * What anyone could have made (no note of the log, or a spoilt one) is thrown and changes nothing.
 * @throws transparency.malformed | too_large | wrong_log | bad_signature
 */
export function followLog(
  kept: LogView | undefined,
  answer: LogAnswer,
  ledger: OwnLedger,
  nowMs: number,
): Followed | Stopped {
  const known = withLessening(kept ?? NO_LOG_VIEW, ledger, nowMs);
  const policy = policyOf(provedTerms(ledger, known, known.lessened, nowMs));
  if (policy === undefined) return { kind: "followed", view: known, isFresh: false, problem: "transparency.no_log" };
  assertAnswer(answer);
  const view = ofThisLog(known, policy);
  const step = { view, answer, ledger, policy, nowMs };
  const judged = judgeQuorum(policy, answer.checkpoint);
  const { checkpoint } = judged.checkpoint;
  if (view.size > 0 && checkpoint.origin !== view.origin) {
    throw new TransparencyError("transparency.wrong_log", "the checkpoint is of another log than the last one");
  }
  const broken = refusalOf(() => verifyConsistency(view, checkpoint, answer.consistency));
  if (broken !== undefined) return stoppedByLog(step, broken);
  return withLeaf(step, witnessedView(step, judged), checkpoint);
}

function withLessening(kept: LogView, ledger: OwnLedger, nowMs: number): LogView {
  const lessened = lesseningNow(ledger, kept, nowMs);
  if (lessened !== undefined) return { ...kept, lessened };
  const { lessened: _over, ...view } = kept;
  return view;
}

/** An owner may have named another log: sizes of two logs are not to be compared, what was proved stays so. */
function ofThisLog(view: LogView, policy: Policy): LogView {
  if (view.size === 0 || policy.logs.some(({ key }) => key.name === view.origin)) return view;
  const { witnessedMs, provedSeq, lessened } = view;
  const time = witnessedMs === undefined ? {} : { witnessedMs };
  return { ...NO_LOG_VIEW, provedSeq, ...time, ...(lessened === undefined ? {} : { lessened }) };
}

/** The view at the answer's checkpoint, as well witnessed as it is. */
function witnessedView({ view, answer, policy }: Step, judged: Judged): LogView & Readonly<{ wentBack: boolean }> {
  const { checkpoint } = judged.checkpoint;
  const medianMs = judged.kind === "reached" ? judged.medianTimeMs : undefined;
  const [before, after] = [view.witnessedMs ?? 0, medianMs ?? 0];
  // Two witnesses' clocks may differ by a little. More than that is old cosignatures, or someone setting clocks.
  const wentBack = medianMs !== undefined && after + FRESHNESS_MS < before;
  const isReached = judged.kind === "reached" && !wentBack;
  // The same tree was witnessed before: a server that now leaves the cosignatures out takes nothing away.
  // But a hub that was proved since then has to have signed it, too.
  const wasReached = view.isWitnessed && equalHeads(view, checkpoint);
  if (!isReached && wasReached && judgeQuorum(policy, view.checkpoint).kind === "reached") return { ...view, wentBack };
  const latestMs = isReached ? Math.max(before, after) : before;
  return {
    ...view,
    checkpoint: answer.checkpoint,
    origin: checkpoint.origin,
    size: checkpoint.size,
    root: checkpoint.root,
    isWitnessed: isReached,
    cosignedBy: judged.cosigned.map(({ name }) => name),
    ...(latestMs === 0 ? {} : { witnessedMs: latestMs }),
    wentBack,
  };
}

function withLeaf(
  step: Step,
  { wentBack, ...view }: LogView & Readonly<{ wentBack: boolean }>,
  checkpoint: Checkpoint,
): Followed | Stopped {
  const { answer, ledger, nowMs } = step;
  const timeProblem = wentBack ? "transparency.wrong_time" : freshnessProblem(view, ledger.state, nowMs);
  const shown = answer.leaf;
  if (shown === undefined) return followed(view, timeProblem);

  const absent = refusalOf(() => verifyInclusion(shown.leaf, shown.index, shown.inclusion, checkpoint));
  if (absent !== undefined) return stoppedByLog(step, absent);
  const verdict = judgeOwnLeaf(shown, view.leaf, ledger);
  if (verdict.kind === "refused") {
    const { code } = verdict;
    return { kind: "stopped", code, detail: DETAILS[code], evidence: leafEvidence(step, code) };
  }
  if (verdict.kind === "withheld") {
    const evidence = leafEvidence(step, "ledger.withheld");
    return { ...followed(view, timeProblem), isFresh: false, problem: "ledger.withheld", evidence };
  }
  return followed(verdict.kind === "newer" ? { ...view, leaf: keptLeaf(shown, answer) } : view, timeProblem);
}

/** Proved is what a witnessed and fresh checkpoint includes; once is enough. */
function followed(view: LogView, problem: LogProblem | undefined): Followed {
  if (problem !== undefined) return { kind: "followed", view, isFresh: false, problem };
  const provedSeq = Math.max(view.provedSeq, view.leaf?.seq ?? -1);
  return { kind: "followed", view: { ...view, provedSeq }, isFresh: true };
}

function keptLeaf(shown: ShownLeaf, answer: LogAnswer): LoggedLeaf {
  const { leaf, salt, seq, index } = shown;
  return { leaf, salt, seq, index, proof: proofFile(shown, answer) };
}

function proofFile({ leaf, index, inclusion }: ShownLeaf, { checkpoint }: LogAnswer): Uint8Array {
  return formatTlogProof({ extra: leaf, index, hashes: inclusion, checkpoint });
}

function leafEvidence({ view, answer, ledger, nowMs }: Step, code: Evidence["code"]): Evidence {
  const shown = answer.leaf;
  invariant(shown !== undefined, "a refused leaf was shown");
  return laneEvidence({
    code,
    atMs: nowMs,
    ...placeOf(ledger.state),
    proofs: [...(view.leaf === undefined ? [] : [view.leaf.proof]), proofFile(shown, answer)],
    opened: { salt: shown.salt, seq: shown.seq },
    entries: ledger.entries(),
  });
}

function stoppedByLog({ view, answer, ledger, nowMs }: Step, refusal: LogRefusal): Stopped {
  const { code, message } = refusal;
  const [older, newer] = [view.checkpoint, answer.checkpoint];
  const { consistency, leaf } = answer;
  const evidence = logEvidence({
    code,
    atMs: nowMs,
    ...placeOf(ledger.state),
    older,
    newer,
    consistency,
    ...(leaf === undefined ? {} : { leaf }),
    entries: ledger.entries(),
  });
  return { kind: "stopped", code, detail: message, evidence };
}

function placeOf({ lane, policy }: LedgerState): Readonly<{ lane: LedgerState["lane"]; policy: string }> {
  return { lane, policy };
}

type LogRefusal = Readonly<{ code: Extract<StopCode, TransparencyErrorCode>; message: string }>;

/** Why a proof does not hold. */
function refusalOf(verify: () => void): LogRefusal | undefined {
  try {
    verify();
    return undefined;
  } catch (error) {
    if (!(error instanceof TransparencyError)) throw error;
    const { code, message } = error;
    if (code === "transparency.rollback" || code === "transparency.fork" || code === "transparency.proof_invalid") {
      return { code, message };
    }
    throw error;
  }
}

const DETAILS: Readonly<Record<LaneRefusal | "ledger.fork", string>> = {
  "lane.malformed": "the log holds something that is no leaf in this household's place",
  "lane.bad_version": "the log holds a leaf of another version",
  "lane.wrong_lane": "the server showed another lane's leaf as this household's",
  "lane.gap": "a leaf of this household's lane is missing",
  "lane.fork": "this household's lane holds two different leaves in one place",
  "lane.wrong_key": "a key that is not this household's signed in its lane",
  "lane.bad_signature": "a leaf of this household's lane is not signed",
  "ledger.fork": "the log holds another history of this household than this device does",
};
