// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether what an operator shows of itself is what the audited log holds of it (protocol §15.4), and whether the
 * public count follows from it. Every item is judged anew by each audit: what it costs grows with what staff did.
 */
import { HttpClient } from "@nightlatch/api-client";
import { encodeBase64url } from "@nightlatch/bytes";
import type { VerifyKey } from "@nightlatch/crypto/signature";
import { operatorLane } from "@nightlatch/protocol/wire";
import type { LastLeaf } from "@nightlatch/transparency/monitor";
import { MAX_TOLD_FAULTS } from "../audit/check-lanes.ts";
import type { AuditedLog } from "../audit/check-releases.ts";
import type { Finding } from "../audit/finding.ts";
import type { SqliteLaneIndex } from "../state/sqlite-lane-index.ts";
import { countAccess, type AccessCount } from "./access-count.ts";
import { compareCounts } from "./compare-counts.ts";
import { judgeItems } from "./judge-items.ts";
import { judgeLeaves } from "./judge-leaves.ts";
import { readServedOperator, type ServedCount, type ServedItem } from "./served-operator.ts";

export type OperatorReading = Readonly<{
  /** Of the items in the audited log; undefined where the server names no operator. */
  access: AccessCount | undefined;
  findings: readonly Finding[];
}>;

/** @throws client.* | rate.limited when the server does not answer */
export async function checkOperator(
  { origin, fetch }: Pick<AuditedLog, "origin" | "fetch">,
  lanes: SqliteLaneIndex,
): Promise<OperatorReading> {
  const http = new HttpClient({ baseUrl: origin, fetch });
  const lastLeafOf = async (laneKey: Uint8Array) => findLastLeaf(lanes, laneOf(laneKey));
  const served = await readServedOperator(http, async (laneKey) => ((await lastLeafOf(laneKey))?.slot ?? -1) + 1);
  const logged = lanes.staffLanes(MAX_TOLD_FAULTS);
  if (served === undefined) return { access: undefined, findings: logged.map(withheldLane) };
  const { laneKey, items, count } = served;
  const last = await lastLeafOf(laneKey);
  const slots = last === undefined ? 0 : last.slot + 1;
  const audited = items.slice(0, slots).map(({ item }) => item);
  const findings = [
    ...logged.filter((lane) => lane !== laneOf(laneKey)).map(secondLane),
    ...(last === undefined ? [] : judgeLeaves(items, last, laneKey)),
    ...judgeItems(audited, laneKey),
    ...judgeCount(items, count),
  ];
  return { access: countAccess(audited), findings: atMost(findings) };
}

/** Also of the items that came in since the checkpoint: the server has counted them. */
function* judgeCount(items: readonly ServedItem[], published: ServedCount | undefined): Generator<Finding> {
  if (published === undefined) {
    yield { code: "operator.withheld", sentence: "The server publishes no count of what its staff was let see." };
    return;
  }
  const counted = countAccess(items.map(({ item }) => item));
  for (const { line, published: said, counted: made } of compareCounts(published, counted)) {
    const sentence = `The server's public count says ${String(said)}, the items in the log make ${String(made)}.`;
    yield { code: "operator.count_differs", sentence, subject: line };
  }
}

function withheldLane(lane: string): Finding {
  const sentence = "The log holds a lane of an operator's staff, and the server names no operator.";
  return { code: "operator.withheld", sentence, subject: `lane ${lane}` };
}

function secondLane(lane: string): Finding {
  const sentence =
    "The log holds a lane of staff that is not the operator's: whatever stands in it is shown to others.";
  return { code: "operator.other_lane", sentence, subject: `lane ${lane}` };
}

/** Whoever counts everything wrong is told so a hundred times. */
function atMost(findings: readonly Finding[]): readonly Finding[] {
  const rest = findings.length - MAX_TOLD_FAULTS;
  if (rest <= 0) return findings;
  const sentence = `There are ${String(rest)} more findings about the operator.`;
  return [...findings.slice(0, MAX_TOLD_FAULTS), { code: "operator.more", sentence }];
}

async function findLastLeaf(lanes: SqliteLaneIndex, lane: string): Promise<LastLeaf | undefined> {
  return (await lanes.find([lane])).get(lane);
}

/** In the form of the lane index. The key is only hashed here: any 32 bytes name a lane, and most of them none. */
function laneOf(laneKey: Uint8Array): string {
  return encodeBase64url(operatorLane(laneKey as VerifyKey));
}
