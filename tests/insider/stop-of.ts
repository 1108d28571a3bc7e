// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Why a victim stopped or refused, as it said it itself; it is an error of the test when it did not. */
import { decodeUtf8 } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import type { Answer } from "@nightlatch/testkit/evil-cloud";
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

/** The code in a refusal of the server. */
export function codeOfAnswer(answer: Answer | undefined): string {
  if (answer === undefined || answer.status < 400) return "nothing was refused";
  const { error } = JSON.parse(decodeUtf8(answer.body)) as { error: { code: string } };
  return error.code;
}
