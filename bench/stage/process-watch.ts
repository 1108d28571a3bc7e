// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What another process used, as Linux tells it while it runs. */
import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { cpuSeconds } from "./cpu-time.ts";

const SAMPLE_EVERY_MS = 250;

export type ProcessUse = Readonly<{
  /** Resident pages, sample by sample. */
  residentBytes: readonly number[];
  /** At the last sample. */
  cpuSeconds: number;
}>;

/** Until it ends. */
export async function watchProcess(child: ChildProcess): Promise<ProcessUse> {
  const { pid } = child;
  if (pid === undefined) throw new Error("a process that did not start");
  const residentBytes: number[] = [];
  let cpu = 0;
  while (child.exitCode === null && child.signalCode === null) {
    // Gone between two looks: what was seen last stays.
    const status = await readFile(`/proc/${String(pid)}/status`, "utf8").catch(() => "");
    const kibibytes = /^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1];
    if (kibibytes !== undefined) residentBytes.push(Number(kibibytes) * 1024);
    cpu = Math.max(cpu, await cpuSeconds(pid).catch(() => 0));
    await setTimeout(SAMPLE_EVERY_MS);
  }
  return { residentBytes, cpuSeconds: cpu };
}
