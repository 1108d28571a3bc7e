// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Is the witnessed time near this device's clock? Pure: the clock comes in. */
import { TransparencyError } from "../errors.ts";

/**
 * `medianTimeMs` as judgeQuorum gives it; without any, nothing is fresh.
 * @throws transparency.stale when it is older than `toleranceMs`
 * @throws transparency.wrong_time when it is later than now by more than that
 */
export function requireFresh(medianTimeMs: number | undefined, nowMs: number, toleranceMs: number): void {
  if (medianTimeMs === undefined || medianTimeMs < nowMs - toleranceMs) {
    throw new TransparencyError("transparency.stale", "no recent witness has seen this log", {
      advice: "Check the connection and that your hub is running, then try again.",
    });
  }
  if (medianTimeMs > nowMs + toleranceMs) {
    throw new TransparencyError("transparency.wrong_time", "the witnesses' time is later than this device's clock", {
      advice: "Set this device's clock.",
    });
  }
}
