// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Why a victim stopped or refused, as it said it itself; it is an error of the test when it did not. */
import { NightlatchError } from "@nightlatch/errors";
import { HistoryStopped } from "../../apps/household-web/src/vault/ledger/history-stopped.ts";

export type Stop = Readonly<{ code: string; evidence?: Uint8Array }>;

/** @throws when nothing was refused */
export async function stopOf(act: Promise<unknown>): Promise<Stop> {
  try {
    await act;
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    const file = error instanceof HistoryStopped ? error.file : undefined;
    return { code: String(error.code), ...(file === undefined ? {} : { evidence: file }) };
  }
  return { code: "nothing was refused" };
}
