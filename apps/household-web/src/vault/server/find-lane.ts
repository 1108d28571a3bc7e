// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which household a paper key opens. The server's answer is not trusted: the ledger must name the key. */
import type { HttpClient } from "@nightlatch/api-client";
import { hasCode } from "@nightlatch/errors";
import { formatId, parseId, type DeviceId, type LaneId } from "@nightlatch/protocol/wire";
import { unknownPaperKey } from "../pairing/recover.ts";

/** @throws vault.unknown_paper_key */
export async function findLane(http: HttpClient, device: DeviceId): Promise<LaneId> {
  try {
    const { lane } = await http.call("findHousehold", { params: { device: formatId(device) } });
    return parseId<LaneId>(lane);
  } catch (error) {
    if (hasCode(error, "household.unknown")) throw unknownPaperKey();
    throw error;
  }
}
