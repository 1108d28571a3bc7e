// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What is proved (protocol §4.4, "Expansions"): who came in, or was given more, counts only once that entry is in
 * the witnessed log. Until then nothing is sealed to it and nothing obeyed of it.
 */
import { activeDevices, type LedgerDevice, type LedgerState } from "../wire/index.ts";
import type { LogView } from "./log-view.ts";

type Proved = Pick<LogView, "provedSeq">;

/** An entry, by its number, or all that a device may now. Entry 0 is what pairing compared: it needs no log. */
export function isProved(what: LedgerDevice | number, { provedSeq }: Proved): boolean {
  return (typeof what === "number" ? what : what.expandedSeq) <= Math.max(0, provedSeq);
}

/** Devices that are in now and whose last widening is proved. */
export function provedDevices(state: LedgerState, view: Proved): readonly LedgerDevice[] {
  return activeDevices(state).filter((device) => isProved(device, view));
}

/** Those whose cosignature this household asks for. */
export function provedHubs(state: LedgerState, view: Proved): readonly LedgerDevice[] {
  return provedDevices(state, view).filter(({ role }) => role === "hub");
}
