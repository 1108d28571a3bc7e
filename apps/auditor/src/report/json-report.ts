// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file An audit for programs: one JSON object on one line. */
import type { AuditResult } from "../audit/audit.ts";
import type { ReportedFinding } from "../audit/finding.ts";

export type AuditReport = Omit<AuditResult, "findings"> &
  Readonly<{ url: string; findings: readonly ReportedFinding[] }>;

export function formatJsonReport(report: AuditReport): string {
  const { findings, newestRelease = null, witnessedMs = null, access = null, ...rest } = report;
  const isClean = findings.length === 0;
  return `${JSON.stringify({ isClean, ...rest, witnessedMs, newestRelease, access, findings })}\n`;
}
