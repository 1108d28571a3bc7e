// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Whether this browser is in its household yet, or no longer. By the signed history alone. */
import { isProved, NO_LOG_VIEW } from "@nightlatch/protocol/log";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { activeDevice, SETTLING_MS } from "@nightlatch/protocol/wire";
import type { VaultStatus } from "../../vault-client/vault-api.ts";
import type { Membership } from "../store/database.ts";
import type { HistoryParts } from "./household-parts.ts";

/** Undefined once it is in and can read. */
export function waitingStatus(
  parts: HistoryParts,
  { recovery, joinedAtMs }: Membership,
  { device, nowMs }: Readonly<{ device: DeviceSecrets; nowMs: () => number }>,
): VaultStatus | undefined {
  const { ledger } = parts;
  // Whoever took the server's word for a removal might delete the last owner's keys.
  if (ledger.isRemoved) return { kind: "removed" };
  if (!ledger.isMember && recovery !== undefined) {
    const { askedAtMs, isStopped = false } = recovery;
    const untilMs = askedAtMs + SETTLING_MS;
    return { kind: "recovering", sinceMs: askedAtMs, untilMs, isDue: nowMs() >= untilMs, isStopped };
  }
  const sinceMs = joinedAtMs ?? nowMs();
  if (!ledger.isMember) return { kind: "admitted", waitsFor: "owner", sinceMs };
  return canRead(parts, device) ? undefined : { kind: "admitted", waitsFor: "hub", sinceMs };
}

/** A guest holds no key of a group: it counts once it is proved. */
export function canRead({ ledger, log }: HistoryParts, { id }: DeviceSecrets): boolean {
  const self = ledger.isLoaded ? activeDevice(ledger.current.state, id) : undefined;
  if (self?.role === "guest") return isProved(self, log.view ?? NO_LOG_VIEW);
  return self !== undefined && ledger.hasKeys;
}
