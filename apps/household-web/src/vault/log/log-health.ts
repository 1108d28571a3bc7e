// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How sure this browser is of the household's history, as the screens show it; and why it lets nobody in. Pure. */
import { NightlatchError } from "@nightlatch/errors";
import { provedHubs, type LogView } from "@nightlatch/protocol/log";
import type { LedgerState } from "@nightlatch/protocol/wire";
import type { LogHealth, Problem } from "../../vault-client/vault-api.ts";

export type HealthFacts = Readonly<{
  state: LedgerState;
  view: LogView | undefined;
  /** Why nobody can be let in now. */
  problem: string | undefined;
  /** What a cosigner is called. */
  nameOf: (witness: string) => string;
}>;

export function logHealth({ state, view, problem, nameOf }: HealthFacts): LogHealth {
  if (state.policy === "") return { kind: "no-log" };
  if (view === undefined || view.size === 0) return { kind: "waiting" };
  const hasHub = provedHubs(state, view).length > 0;
  if (problem !== undefined) {
    // A log that was never witnessed has no age.
    if (view.witnessedMs === undefined) return { kind: "waiting" };
    return { kind: "stale", sinceMs: view.witnessedMs, problem: logProblem(problem) };
  }
  if (view.witnessedMs === undefined || !hasHub) return { kind: "no-hub" };
  return { kind: "witnessed", atMs: view.witnessedMs, by: view.cosignedBy.map(nameOf) };
}

/** @throws transparency.* in a sentence that says what to do */
export function assertMayExpand(problem: string | undefined): void {
  if (problem === undefined) return;
  const { code, advice } = logProblem(problem);
  throw new NightlatchError(code, "the public log vouches for nothing now", { advice });
}

export function logProblem(code: string): Problem {
  return { code, advice: ADVICE[code] ?? HUB_ADVICE };
}

const HUB_ADVICE = "Your hub must be on and connected to let someone in. Watching and removing work without it.";
const ADVICE: Readonly<Partial<Record<string, string>>> = {
  "transparency.no_log":
    "This server keeps no public log, so nobody can be let in safely. Ask whoever runs it to update it.",
  "transparency.wrong_time":
    "The time that your hub vouches for does not fit this device's clock. Check the clocks of both.",
  "ledger.withheld": "The server holds back a change in your household. Nobody can be let in until it shows it.",
  "log.stopped": "The server's public log has stopped. Ask whoever runs it; watching and removing go on.",
};
