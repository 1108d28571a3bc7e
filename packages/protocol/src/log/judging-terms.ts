// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file By whose word the log is judged (protocol §13.4): the policy and the hubs of the household as it is proved. What
 * takes a demand away must not act before those whom it takes away were asked: else whoever holds a removed owner's keys
 * and the log's would begin a second history with the removal of the hub that could tell.
 */
import type { LedgerDevice, LedgerState } from "../wire/index.ts";
import type { OwnLedger } from "./log-answer.ts";
import type { LogView } from "./log-view.ts";
import { isProved, provedHubs } from "./proved.ts";

/** How long a demand outlives an unproved entry that ends it: its hub may have burnt. */
export const LESSENING_MS = 24 * 60 * 60 * 1000;

export type JudgingTerms = Readonly<{ policy: string; hubs: readonly LedgerDevice[] }>;
/** The last unproved entry that takes a demand away, and when this device saw it first, by its own clock. */
export type Lessening = NonNullable<LogView["lessened"]>;

type Proved = Pick<LogView, "provedSeq">;

/** As if all that the ledger holds were proved: whom the household names now. */
export function termsNow(state: LedgerState, view: Proved): JudgingTerms {
  return { policy: state.policy, hubs: provedHubs(state, view) };
}

/** As it is proved; as it is now once a day has passed, and where this device took the demand away itself. */
export function provedTerms(
  ledger: OwnLedger,
  { provedSeq }: Proved,
  lessened: Lessening | undefined,
  nowMs: number,
): JudgingTerms {
  const [first] = doubtedSeqs(ledger, provedSeq);
  const isOver = lessened !== undefined && nowMs - lessened.sinceMs >= LESSENING_MS;
  if (first === undefined || isOver) return termsNow(ledger.state, { provedSeq });
  const { policies } = ledger.state;
  const policy = policies.findLast(({ fromSeq }) => fromSeq < first)?.policy ?? ledger.state.policy;
  const left = provedHubs(ledger.state, { provedSeq });
  return { policy, hubs: left.length > 0 ? left : hubsBefore(ledger.state, provedSeq, first) };
}

/** What this device has to remember of such an entry; a further one begins the day anew. */
export function lesseningNow(ledger: OwnLedger, view: LogView, nowMs: number): Lessening | undefined {
  const seq = doubtedSeqs(ledger, view.provedSeq).at(-1);
  if (seq === undefined) return undefined;
  return view.lessened?.seq === seq ? view.lessened : { seq, sinceMs: nowMs };
}

/** Unproved entries that end the demand for the last proved hub, or change the policy; not those of this device. */
function doubtedSeqs({ state, signedHere }: OwnLedger, provedSeq: number): readonly number[] {
  // Until the first one is proved there is nothing that could be taken away.
  const policies = state.policies.filter(({ fromSeq }, i) => fromSeq > provedSeq && state.policies[i - 1]?.policy);
  const hubsLeft = provedHubs(state, { provedSeq }).length > 0;
  const gone = hubsLeft ? [] : [...state.devices.values()].filter((device) => isGoneUnproved(device, provedSeq));
  return [...policies.map(({ fromSeq }) => fromSeq), ...gone.map(({ removedSeq = 0 }) => removedSeq)]
    .filter((seq) => !signedHere(seq))
    .sort((a, b) => a - b);
}

function hubsBefore(state: LedgerState, provedSeq: number, seq: number): readonly LedgerDevice[] {
  return [...state.devices.values()].filter((device) => {
    return isGoneUnproved(device, provedSeq) && device.removedSeq !== undefined && device.removedSeq >= seq;
  });
}

/** A hub that left of its own will said so itself. */
function isGoneUnproved(device: LedgerDevice, provedSeq: number): boolean {
  const { role, removedSeq, leftBy } = device;
  const isRemoved = role === "hub" && leftBy === "removal" && removedSeq !== undefined;
  return isRemoved && removedSeq > provedSeq && isProved(device, { provedSeq });
}
