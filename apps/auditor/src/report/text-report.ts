// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file An audit for people. What a server wrote is shown without control characters. */
import { formatAccess } from "./access-words.ts";
import type { AuditReport } from "./json-report.ts";

export function formatTextReport(report: AuditReport): string {
  const { findings } = report;
  const verdict =
    findings.length === 0 ? "Clean: everything that was checked holds." : `${String(findings.length)} FINDINGS`;
  const told = findings.flatMap(({ code, sentence, subject, evidenceFile }) => [
    `  ${code}${subject === undefined ? "" : `  (${subject})`}`,
    `    ${sentence}`,
    ...(evidenceFile === undefined ? [] : [`    evidence: ${evidenceFile}`]),
  ]);
  return [...facts(report), "", verdict, ...told, ""].map((line) => `${printable(line)}\n`).join("");
}

function facts(report: AuditReport): readonly string[] {
  const { url, log, size, lanes, leavesRead, laneFaults, releases, newestRelease, access, isFirstUse } = report;
  return [
    `${url}  log ${log}`,
    `  ${String(size)} leaves in ${String(lanes)} lanes; ${String(leavesRead)} read now, the others before`,
    `  lane faults so far: ${String(laneFaults)}`,
    `  cosigned by: ${cosigners(report)}`,
    `  releases in the log: ${String(releases)}${newestRelease === undefined ? "" : `; served and checked: ${newestRelease}`}`,
    ...(access === undefined ? [] : formatAccess(access)),
    ...(isFirstUse ? ["  First audit: the log's key is the one that this server named. Compare it with others'."] : []),
  ];
}

function cosigners({ cosignedBy, witnessedMs }: AuditReport): string {
  if (cosignedBy.length === 0) return "no witness that the policy names";
  const at = witnessedMs === undefined ? "" : ` (${new Date(witnessedMs).toISOString()})`;
  return `${cosignedBy.join(", ")}${at}`;
}

function printable(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, "\uFFFD");
}
