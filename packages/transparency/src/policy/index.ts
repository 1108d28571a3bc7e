// SPDX-License-Identifier: AGPL-3.0-or-later
export { judgeQuorum, requireQuorum, type QuorumReached, type QuorumShort, type Witnessing } from "./judge-quorum.ts";
export { formatPolicy, parsePolicy } from "./parse-policy.ts";
export { NO_QUORUM, type Policy, type PolicyGroup, type PolicyLog, type PolicyWitness } from "./policy.ts";
