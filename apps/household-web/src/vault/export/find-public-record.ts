// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What an export can say of the public log: the household's newest leaf, as the server can prove it now. */
import { NightlatchError } from "@nightlatch/errors";
import { judgePublicRecord, type LogRecord } from "@nightlatch/protocol/export";
import type { OwnLedger } from "@nightlatch/protocol/log";
import { formatTlogProof } from "@nightlatch/transparency/verify";
import type { HouseholdServer } from "../server/household-server.ts";

/**
 * Undefined without a record that holds for this household itself: a stranger would be shown one that does not. The
 * file then says that it has none.
 */
export async function findPublicRecord(
  server: Pick<HouseholdServer, "logProof">,
  ledger: OwnLedger,
  seenSize: number,
): Promise<LogRecord | undefined> {
  if (ledger.state.policy === "") return undefined;
  try {
    const { leaf, checkpoint } = await server.logProof(seenSize);
    if (leaf === undefined) return undefined;
    const { leaf: extra, index, inclusion: hashes, salt, seq } = leaf;
    const record = { proof: formatTlogProof({ extra, index, hashes, checkpoint }), salt, seq };
    return judgePublicRecord(record, ledger).kind === "recorded" ? record : undefined;
  } catch (error) {
    // The log is away, or not believed: that is told where the household's log is shown, and stops no export.
    if (error instanceof NightlatchError) return undefined;
    throw error;
  }
}
