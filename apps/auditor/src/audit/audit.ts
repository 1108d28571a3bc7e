// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One audit of one log, in this order: the checkpoint's signatures and age; growth since the last audit; every new
 * leaf; the releases and the app that is served; what the operator shows of itself.
 *
 *   1 the policy is kept            2 the checkpoint is kept, once it is proved to continue the last one
 *   3 bundle by bundle: faults, then lanes and position in one transaction            4 evidence files
 *
 * Killed after any step, the next audit goes on behind it and tells the same.
 */
import { findLogObject, type FetchLike } from "@nightlatch/api-client";
import { TransparencyError } from "@nightlatch/transparency/errors";
import { judgeQuorum, type QuorumReached, type QuorumShort } from "@nightlatch/transparency/policy";
import { CHECKPOINT_PATH, openTiles, type SignedCheckpoint, type VerifiedTiles } from "@nightlatch/transparency/verify";
import { AuditorError } from "../errors.ts";
import type { AccessCount } from "../operator/access-count.ts";
import { checkOperator } from "../operator/check-operator.ts";
import type { AuditState } from "../state/audit-state.ts";
import { checkAge } from "./check-age.ts";
import { checkGrowth } from "./check-growth.ts";
import { checkLanes } from "./check-lanes.ts";
import { checkReleases } from "./check-releases.ts";
import type { AuditOptions } from "./audit-options.ts";
import type { Finding } from "./finding.ts";
import { logOverHttp } from "./log-over-http.ts";
import { readTrustedPolicy, type TrustedPolicy } from "./trusted-policy.ts";

export type AuditResult = Readonly<{
  log: string;
  isFirstUse: boolean;
  size: number;
  /** Witnesses of the policy that cosigned; hubs are their own households' witnesses. */
  cosignedBy: readonly string[];
  /** Median of their clocks; undefined when nobody cosigned, or too few. */
  witnessedMs: number | undefined;
  leavesRead: number;
  lanes: number;
  /** All there ever were, also those that are not told one by one. */
  laneFaults: number;
  releases: number;
  newestRelease: string | undefined;
  /** What staff was let see, counted from the operator's items in the log; undefined where there is no operator. */
  access: AccessCount | undefined;
  findings: readonly Finding[];
}>;

/** @throws client.* | auditor.* when nothing can be said */
export async function audit(
  options: Pick<AuditOptions, "origin" | "policyFile" | "maxAgeMs">,
  state: AuditState,
  fetch: FetchLike,
  nowMs: number,
): Promise<AuditResult> {
  const trusted = await readTrustedPolicy(options, state, fetch);
  const progress: Progress = { ...NOTHING_YET, isFirstUse: trusted.isFirstUse, findings: [] };
  try {
    await readLog(options, state, fetch, nowMs, trusted, progress);
  } catch (error) {
    // What the log itself is at fault for is a finding; that nobody answers is not.
    if (!(error instanceof TransparencyError)) throw error;
    progress.findings.push({ code: error.code, sentence: `${error.message}.` });
  }
  return progress;
}

type Progress = { -readonly [K in Exclude<keyof AuditResult, "findings">]: AuditResult[K] } & { findings: Finding[] };

const NOTHING_YET = {
  log: "",
  size: 0,
  cosignedBy: [],
  witnessedMs: undefined,
  leavesRead: 0,
  lanes: 0,
  laneFaults: 0,
  releases: 0,
  newestRelease: undefined,
  access: undefined,
};

async function readLog(
  { origin, maxAgeMs }: Pick<AuditOptions, "origin" | "maxAgeMs">,
  state: AuditState,
  fetch: FetchLike,
  nowMs: number,
  trusted: TrustedPolicy,
  progress: Progress,
): Promise<void> {
  const quorum = judgeQuorum(trusted.policy, await readCheckpoint(origin, fetch));
  const { checkpoint } = quorum;
  noteCheckpoint(progress, quorum);
  const aged = checkAge(progress.witnessedMs, nowMs, maxAgeMs);
  if (aged !== undefined) progress.findings.push(aged);
  const { size } = checkpoint.checkpoint;
  let opened: VerifiedTiles | undefined;
  const tiles = async () => (opened ??= await openTiles(checkpoint.checkpoint, logOverHttp(origin, fetch, size)));
  const shrunk = await checkGrowth(await state.find("checkpoint"), checkpoint, tiles, trusted, nowMs);
  if (shrunk !== undefined) {
    // What is remembered is of the log as it was: another one is not read on top of it.
    progress.findings.push(shrunk);
    return;
  }
  await state.keep("checkpoint", checkpoint.bytes);
  await readLeaves(origin, state, fetch, nowMs, { trusted, checkpoint, tiles: await tiles() }, progress);
}

async function readLeaves(
  origin: string,
  state: AuditState,
  fetch: FetchLike,
  nowMs: number,
  {
    trusted,
    checkpoint,
    tiles,
  }: Readonly<{ trusted: TrustedPolicy; checkpoint: SignedCheckpoint; tiles: VerifiedTiles }>,
  progress: Progress,
): Promise<void> {
  const lanes = await checkLanes(state.lanes, tiles, checkpoint, trusted.text, nowMs);
  progress.leavesRead = lanes.leavesRead;
  progress.lanes = state.lanes.laneCount();
  progress.laneFaults = lanes.faultCount;
  progress.findings.push(...lanes.findings);
  const log = { origin, fetch, tiles, checkpoint, policyText: trusted.text, nowMs };
  const releases = await checkReleases(log, state);
  progress.releases = releases.count;
  progress.newestRelease = releases.newest;
  progress.findings.push(...releases.findings);
  const operator = await checkOperator(log, state.lanes);
  progress.access = operator.access;
  progress.findings.push(...operator.findings);
}

function noteCheckpoint(progress: Progress, quorum: QuorumReached | QuorumShort): void {
  const { origin, size } = quorum.checkpoint.checkpoint;
  progress.log = origin;
  progress.size = size;
  progress.cosignedBy = quorum.cosigned.map(({ name }) => name);
  if (quorum.kind === "reached") {
    progress.witnessedMs = quorum.medianTimeMs;
    return;
  }
  const sentence = `Too few of the policy's witnesses cosigned; missing: ${quorum.missing.join(", ")}.`;
  progress.findings.push({ code: "transparency.no_quorum", sentence });
}

async function readCheckpoint(origin: string, fetch: FetchLike): Promise<Uint8Array> {
  const note = await findLogObject(origin, fetch, CHECKPOINT_PATH);
  if (note !== undefined) return note;
  throw new AuditorError("auditor.bad_file", "there is no public log at this address", {
    advice: "Give the address of a Nightlatch server, such as https://home.example.",
  });
}
