// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the views are made from, as an open household has it now. */
import { activeDevice, isSettled } from "@nightlatch/protocol/wire";
import { HELD_UP_ADVICE } from "../ledger/held-up.ts";
import { logHealth } from "../log/log-health.ts";
import type { HouseholdParts, PartsDeps } from "./household-parts.ts";
import { witnessName } from "./names.ts";
import type { ViewSources } from "./views.ts";

export type Remembered = Readonly<{ isPaperChecked: boolean; diarySeenMs: ReadonlyMap<string, number> }>;

export function viewSources(
  { ledger, log, book }: HouseholdParts,
  { device, nowMs }: Pick<PartsDeps, "device" | "nowMs">,
  { isPaperChecked, diarySeenMs }: Remembered,
): ViewSources {
  const { state } = ledger.current;
  const { wait } = ledger;
  const nameOf = (witness: string): string => witnessName({ state, book }, witness);
  const self = activeDevice(state, device.id);
  return {
    state,
    book,
    history: ledger.history,
    log: log.view,
    logHealth: logHealth({ state, view: log.view, problem: log.problem, nameOf }),
    self: device.id,
    isPaperChecked,
    nowMs: nowMs(),
    diarySeenMs: (hub) => diarySeenMs.get(hub),
    firstSeenMs: (proposal) => ledger.firstSeenMs(proposal),
    mayConfirmNow: self !== undefined && isSettled(self, log.witnessedMs ?? nowMs()),
    heldUp: wait === undefined ? undefined : { ...wait, advice: HELD_UP_ADVICE[wait.code] },
  };
}
