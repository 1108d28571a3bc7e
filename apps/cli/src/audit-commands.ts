// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Hands `audit`, `witness` and `verify` to the auditor: a process of its own, with this one's terminal. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { AUDITOR } from "./up/workspace.ts";

export const AUDIT_COMMANDS: readonly string[] = ["audit", "witness", "verify"];

/** Its exit code (docs/operations/audit.md). What stops this process stops it too. */
export async function runAuditCommand(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [AUDITOR, ...words], { stdio: "inherit" });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, forward);
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
