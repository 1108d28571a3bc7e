// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Evidence for where there is little room: less of it, or none, but never a cut file that nobody can judge. */
import { encodeEvidence, type Evidence } from "./evidence.ts";
import { judgeEvidence } from "./judge-evidence.ts";

/**
 * The file whole if it fits; else without the household's history, if the same is still judged of it: a log's own
 * signatures need no ledger. Undefined when it can't be made small enough.
 */
export function essentialEvidence(evidence: Evidence, maxBytes: number): Uint8Array | undefined {
  const whole = encodeEvidence(evidence);
  if (whole.length <= maxBytes) return whole;
  const essential = encodeEvidence({ ...evidence, items: evidence.items.filter(({ name }) => name !== "entry") });
  if (essential.length > maxBytes) return undefined;
  return judgeEvidence(essential).kind === judgeEvidence(whole).kind ? essential : undefined;
}
