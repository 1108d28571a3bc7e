// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a household believes of the public log, and why it stops believing. For clients, hubs and auditors: no
 * secret is in reach of this room, and none is needed.
 */
export { checkFiles, type FileDifference } from "./check-files.ts";
export { effectivePolicy, trustedTimeMs, witnessNameOf } from "./effective-policy.ts";
export { AHEAD_MS, gateEntry, type GateKeeping, type GateVerdict } from "./entry-gate.ts";
export {
  decodeEvidence,
  encodeEvidence,
  EVIDENCE_KINDS,
  MAX_EVIDENCE_BYTES,
  type Evidence,
  type EvidenceItem,
  type EvidenceKind,
} from "./evidence.ts";
export { essentialEvidence } from "./essential-evidence.ts";
export type { EvidenceVerdict } from "./evidence-verdict.ts";
export { followLog, type Followed, type StopCode, type Stopped } from "./follow-log.ts";
export { followRoster, type KeptRoster, type RosterFollowed, type RosterStopped } from "./follow-roster.ts";
export { FRESHNESS_MS, freshnessProblem, type LogProblem } from "./freshness.ts";
export { GRANT_REFUSALS, type GrantRefusal, type GrantRefused } from "./grant-refusal.ts";
export type { PolicyUsed } from "./evidence-reader.ts";
export { judgeEvidence, type JudgedEvidence } from "./judge-evidence.ts";
export type { LogAnswer, OwnLedger, ShownLeaf } from "./log-answer.ts";
export { judgeKeyRelease, type GoodRelease } from "./judge-key-release.ts";
export { judgeRequest, type GoodRequest, type GrantPlace } from "./judge-request.ts";
export { decodeLogView, encodeLogView, NO_LOG_VIEW, type LoggedLeaf, type LogView } from "./log-view.ts";
export { clipEvidence, laneEvidence, ledgerEvidence, logEvidence, releaseEvidence } from "./make-evidence.ts";
export { laneRefusalOf, parseForMonitor } from "./monitor-leaf.ts";
export { findLogged, type LoggedItem, type ShownItem } from "./operator-leaf.ts";
export { laneKeyAt, ownLane } from "./own-leaf.ts";
export { isProved, provedDevices, provedHubs } from "./proved.ts";
