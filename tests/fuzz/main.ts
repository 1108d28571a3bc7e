// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file `npm run fuzz -- [NAME...]`: feeds changed inputs to every decoder, one line a target. Exit code 1 when there is
 * a finding, 2 for words that are not understood. docs/fuzzing.md says what counts.
 */
import { argv, exit, stderr, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { execute } from "./execute.ts";
import { loadFinding, saveFinding } from "./finding-file.ts";
import type { SessionReport } from "./fuzz-session.ts";
import { parseOptions, USAGE } from "./options.ts";
import { FAMILY_NAMES, findTargets, openTarget } from "./targets/index.ts";
import { watchTargets } from "./watch-targets.ts";

const FOLDER = fileURLToPath(new URL("../../.cache/fuzz", import.meta.url));
const MAX_SEED = 2 ** 31;

const options = parseOptions(argv.slice(2), Date.now() % MAX_SEED);
const names = options && (await findTargets(options.names));
if (options === undefined || names === undefined) {
  stderr.write(`Usage: ${USAGE}\nNAME is FAMILY or FAMILY/TARGET, with FAMILY one of: ${FAMILY_NAMES.join(", ")}\n`);
  exit(2);
}
exit(await (options.replay === undefined ? run(names, options) : replay(options.replay)));

async function run(
  all: readonly string[],
  { seed, durationMs, isJson }: Readonly<{ seed: number; durationMs: number; isJson: boolean }>,
): Promise<number> {
  let findings = 0;
  const onReport = (report: SessionReport): void => {
    stdout.write(isJson ? jsonLine(report) : line(report));
    for (const finding of report.findings) {
      const path = saveFinding(FOLDER, finding);
      findings += 1;
      stderr.write(`${finding.target}: ${finding.what}\n  replay: npm run fuzz -- --replay ${path}\n`);
    }
  };
  stderr.write(`seed ${seed}, ${all.length} targets, ${(durationMs / 60_000).toFixed(1)} minutes in all\n`);
  await watchTargets({ names: all, seed, durationMs: durationMs / all.length, onReport });
  return findings === 0 ? 0 : 1;
}

async function replay(path: string): Promise<number> {
  const { target, input } = loadFinding(path);
  const outcome = await execute(await openTarget(target), input);
  stdout.write(`${target}: ${outcome.kind === "finding" ? outcome.what : outcome.behaviour}\n`);
  return outcome.kind === "finding" ? 1 : 0;
}

function line({ target, executions, accepted, behaviours, durationMs, findings }: SessionReport): string {
  const rate = Math.round((executions * 1_000) / Math.max(1, durationMs));
  const figures = `${executions} executions (${rate}/s), ${accepted} accepted, ${behaviours} behaviours`;
  return `${target}: ${figures}, ${findings.length} findings\n`;
}

function jsonLine({ findings, ...report }: SessionReport): string {
  return `${JSON.stringify({ ...report, findings: findings.length })}\n`;
}
