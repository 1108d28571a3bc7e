// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch audit URL`. */
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { formatJsonReport } from "../report/json-report.ts";
import { formatTextReport } from "../report/text-report.ts";
import { AuditState } from "../state/audit-state.ts";
import { audit } from "./audit.ts";
import { readAuditOptions } from "./audit-options.ts";
import type { ReportedFinding } from "./finding.ts";

export async function runAudit(words: readonly string[]): Promise<ExitCode> {
  const options = readAuditOptions(words, process.env);
  using state = await AuditState.open(options.stateDir);
  const { findings, ...result } = await audit(options, state, fetch, Date.now());
  const reported: ReportedFinding[] = [];
  for (const finding of findings) reported.push(await state.report(finding));
  const report = { ...result, url: options.origin, findings: reported };
  process.stdout.write(options.isJson ? formatJsonReport(report) : formatTextReport(report));
  return reported.length === 0 ? EXIT.clean : EXIT.findings;
}
