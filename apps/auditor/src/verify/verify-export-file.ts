// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file An exported video in words: which hub, when, whole or cut. */
import { encodeBase64url } from "@nightlatch/bytes";
import { verifyExport, type GenuineExport } from "@nightlatch/protocol/export";
import { formatId } from "@nightlatch/protocol/wire";
import type { FileVerdict } from "./file-verdict.ts";

/** Undefined for what is no export with a proof. */
export function verifyExportFile(bytes: Uint8Array, household: string | undefined): FileVerdict | undefined {
  const verdict = verifyExport(bytes);
  if (verdict === undefined) return undefined;
  if (verdict.kind === "refused") {
    return { kind: "export", holds: false, sentence: `${verdict.why}.`, facts: [verdict.code] };
  }
  const facts = factsOf(verdict, household !== undefined);
  if (household !== undefined && household !== formatId(verdict.lane)) {
    return { kind: "export", holds: false, sentence: "It is another household's.", facts };
  }
  return { kind: "export", holds: true, sentence: sentenceOf(verdict), facts };
}

function sentenceOf({ hub, camera, startMs, first, last, isCutAtStart, isCutAtEnd }: GenuineExport): string {
  const cuts = [isCutAtStart ? "start" : "", isCutAtEnd ? "end" : ""].filter((side) => side !== "");
  const whole = cuts.length === 0 ? "the whole clip" : `cut at its ${cuts.join(" and its ")}`;
  return (
    `Fragments ${String(first)} to ${String(last)} of a clip of camera ${formatId(camera)}, recorded by hub ` +
    `${formatId(hub)} from ${new Date(startMs).toISOString()} on; ${whole}. No byte was changed.`
  );
}

function factsOf(verdict: GenuineExport, isKnown: boolean): readonly string[] {
  const { lane, createHash, clip, count, startMs, endMs, wasInterrupted } = verdict;
  return [
    `household ${formatId(lane)}, founded by entry ${encodeBase64url(createHash)}`,
    `clip ${clip}: ${String(count)} fragments, ${new Date(startMs).toISOString()} to ${new Date(endMs).toISOString()}`,
    ...(wasInterrupted ? ["the hub was interrupted while it recorded this clip"] : []),
    "the times are the hub's own clock",
    ...(isKnown ? [] : ["anyone can found a household: compare its id with the one that its members' app shows"]),
  ];
}
