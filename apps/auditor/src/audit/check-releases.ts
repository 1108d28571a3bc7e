// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether each release that the server lists is in the log, and whether the app that it serves now is the newest
 * of them (protocol §13.5). The server cannot tell this visitor from its own users, so a file that is changed for some
 * is changed for the audit too, or those some can show it: both are caught against one public manifest.
 */
import { ClientError, HttpClient, type FetchLike } from "@nightlatch/api-client";
import type { CallOutput, ROUTES } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { VerifyKey } from "@nightlatch/crypto/signature";
import { parseVerifyKey } from "@nightlatch/crypto/signature";
import {
  decodeRelease,
  isLaneLeafSigned,
  logLaneOf,
  parseLaneLeaf,
  releaseCommitment,
} from "@nightlatch/protocol/wire";
import { formatTlogProof, type SignedCheckpoint, type VerifiedTiles } from "@nightlatch/transparency/verify";
import type { AuditState } from "../state/audit-state.ts";
import { checkServedApp } from "./check-served-app.ts";
import type { Finding } from "./finding.ts";

export type ReleaseReading = Readonly<{ count: number; newest: string | undefined; findings: readonly Finding[] }>;
export type AuditedLog = Readonly<{
  origin: string;
  fetch: FetchLike;
  tiles: VerifiedTiles;
  checkpoint: SignedCheckpoint;
  policyText: string;
  nowMs: number;
}>;
/** A release whose leaf was proved. */
export type ProvenRelease = Readonly<{ manifest: Uint8Array; laneKey: VerifyKey; proof: Uint8Array }>;

type Listed = CallOutput<(typeof ROUTES)["readReleases"]>;

/** @throws client.unreachable | client.bad_answer | transparency.tile_invalid | transparency.tile_missing */
export async function checkReleases(log: AuditedLog, state: AuditState): Promise<ReleaseReading> {
  const http = new HttpClient({ baseUrl: log.origin, fetch: log.fetch });
  const pinned = await state.find("releaseKey");
  const listed = await findReleases(http);
  if (listed === undefined) {
    const gone = pinned === undefined ? [] : [finding("release.withheld", "The server lists no releases any more.")];
    return { count: 0, newest: undefined, findings: gone };
  }
  const laneKey = parseVerifyKey(decodeBase64url(listed.laneKey));
  if (pinned !== undefined && !equalBytes(pinned, laneKey)) {
    const sentence = "The server names another key for its releases than before.";
    return { count: 0, newest: undefined, findings: [finding("release.other_lane", sentence)] };
  }
  await state.keep("releaseKey", laneKey);
  return readReleases(log, http, laneKey, listed, await slotsOf(state, laneKey));
}

async function readReleases(
  log: AuditedLog,
  http: HttpClient,
  laneKey: VerifyKey,
  { releases }: Listed,
  slots: number,
): Promise<ReleaseReading> {
  const findings: Finding[] = [];
  // What came into the log after the checkpoint is the next audit's.
  const known = releases.filter(({ index }) => index < log.checkpoint.checkpoint.size);
  let newest: ProvenRelease | undefined;
  for (let slot = 0; slot < slots; slot += 1) {
    const release = known.find((one) => one.slot === slot);
    const proven = release && (await proveRelease(log, http, laneKey, release));
    if (proven === undefined) {
      findings.push(finding("release.withheld", "A release in the log has no manifest.", `release ${String(slot)}`));
    }
    newest = slot === slots - 1 ? proven : undefined;
  }
  if (newest !== undefined) findings.push(...(await checkServedApp(log, newest)));
  const version = newest === undefined ? undefined : decodeRelease(newest.manifest).version;
  return { count: slots, newest: version, findings };
}

/** Undefined when the manifest is not the one that the lane's leaf commits to. */
async function proveRelease(
  { tiles, checkpoint }: AuditedLog,
  http: HttpClient,
  laneKey: VerifyKey,
  { hash, index, slot }: Listed["releases"][number],
): Promise<ProvenRelease | undefined> {
  const extra = await tiles.leaf(index);
  const leaf = parseLaneLeaf(extra);
  const isOfLane = typeof leaf !== "string" && leaf.kind === "release" && leaf.slot === slot && isLaneLeafSigned(leaf);
  if (!isOfLane || !equalBytes(leaf.lane, logLaneOf("release", laneKey))) return undefined;
  const manifest = await unlessUnknown(() => http.call("readRelease", { params: { hash } }));
  if (manifest === undefined || !equalBytes(leaf.commitment, releaseCommitment(manifest))) return undefined;
  const hashes = await tiles.inclusionProof(index);
  return { manifest, laneKey, proof: formatTlogProof({ extra, index, hashes, checkpoint: checkpoint.bytes }) };
}

/** As many as the log itself holds: the server's list may leave some out. */
async function slotsOf(state: AuditState, laneKey: VerifyKey): Promise<number> {
  const lane = encodeBase64url(logLaneOf("release", laneKey));
  return ((await state.lanes.find([lane])).get(lane)?.slot ?? -1) + 1;
}

function findReleases(http: HttpClient): Promise<Listed | undefined> {
  return unlessUnknown(() => http.call("readReleases", {}));
}

async function unlessUnknown<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ClientError && error.code === "release.unknown") return undefined;
    throw error;
  }
}

function finding(code: string, sentence: string, subject?: string): Finding {
  return subject === undefined ? { code, sentence } : { code, sentence, subject };
}
