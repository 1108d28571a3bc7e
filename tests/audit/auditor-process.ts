// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The auditor as a stranger runs it: a process of its own, with a state folder of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { AccessCount } from "../../apps/auditor/src/operator/access-count.ts";

const MAIN = fileURLToPath(new URL("../../apps/auditor/src/main.ts", import.meta.url));

export type Ended = Readonly<{ code: number | null; out: string; complaints: string }>;
export type JsonReport = Readonly<{
  isClean: boolean;
  size: number;
  leavesRead: number;
  lanes: number;
  releases: number;
  newestRelease: string | null;
  cosignedBy: readonly string[];
  witnessedMs: number | null;
  laneFaults: number;
  access: AccessCount | null;
  findings: readonly Readonly<{ code: string; subject?: string; evidenceFile?: string }>[];
}>;

export function startAuditor(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], { stdio: ["ignore", "pipe", "pipe"] });
}

export async function runAuditor(...words: readonly string[]): Promise<Ended> {
  const child = startAuditor(...words);
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("a child without pipes");
  const [out, complaints, [code]] = await Promise.all([text(stdout), text(stderr), once(child, "close")]);
  return { code: code as number | null, out, complaints };
}

/** `nightlatch audit --json`. */
export async function runAudit(
  url: string,
  state: string,
  ...words: readonly string[]
): Promise<Readonly<{ code: number | null; report: JsonReport }>> {
  const { code, out, complaints } = await runAuditor("audit", url, "--state", state, "--json", ...words);
  if (out === "") throw new Error(`no report: ${complaints}`);
  return { code, report: JSON.parse(out) as JsonReport };
}
