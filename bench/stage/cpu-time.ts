// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file CPU time of a process as Linux counts it: user and system, all threads, waited-for children not included. */
import { readFile } from "node:fs/promises";

/** Linux tells programs its clock in 1/100 s, whatever it counts in itself. */
const TICKS_A_SECOND = 100;
const USER_TIME = 11;

export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8");
  // The second field is the name in brackets, and may hold spaces: count from behind it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[USER_TIME]) + Number(fields[USER_TIME + 1])) / TICKS_A_SECOND;
}

export async function cpuSecondsOfAll(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(pids.map((pid) => cpuSeconds(pid)));
  return times.reduce((sum, time) => sum + time, 0);
}
