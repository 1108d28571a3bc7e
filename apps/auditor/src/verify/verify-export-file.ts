// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file An exported video in words: which hub, when, whole or cut, what is between, and since when it is public. */
import { encodeBase64url } from "@nightlatch/bytes";
import { verifyExport, type GenuineExport } from "@nightlatch/protocol/export";
import { formatId } from "@nightlatch/protocol/wire";
import type { Policy } from "@nightlatch/transparency/policy";
import { clipWords, pauseWords, recordWords, time, unshownWords } from "./export-words.ts";
import type { FileVerdict } from "./file-verdict.ts";

/** Undefined for what is no export with a proof. `trusted`: whom to believe about the public log. */
export function verifyExportFile(
  bytes: Uint8Array,
  household: string | undefined,
  trusted: Policy | undefined,
): FileVerdict | undefined {
  const verdict = verifyExport(bytes, trusted);
  if (verdict === undefined) return undefined;
  if (verdict.kind === "refused") {
    return { kind: "export", holds: false, sentence: `${verdict.why}.`, facts: [verdict.code] };
  }
  const facts = factsOf(verdict, household !== undefined, trusted !== undefined);
  if (household !== undefined && household !== formatId(verdict.lane)) {
    return { kind: "export", holds: false, sentence: "It is another household's.", facts };
  }
  return { kind: "export", holds: true, sentence: sentenceOf(verdict), facts };
}

function sentenceOf({ hub, camera, clips, unshown }: GenuineExport): string {
  const [startMs, endMs] = [clips[0]?.startMs ?? 0, clips.at(-1)?.endMs ?? 0];
  const isCut = clips.some(({ isCutAtStart, isCutAtEnd }) => isCutAtStart || isCutAtEnd);
  const isLeftOut = unshown.some(({ kind }) => kind !== "gap");
  const whole = isCut || isLeftOut ? "NOT all that the hub recorded then: see below" : "all that the hub recorded then";
  const what = clips.length === 1 ? "A clip" : `${String(clips.length)} clips`;
  return (
    `${what} of camera ${formatId(camera)}, recorded by hub ${formatId(hub)} from ${time(startMs)} to ${time(endMs)}; ` +
    `${whole}. No byte was changed.`
  );
}

function factsOf(verdict: GenuineExport, isKnown: boolean, hasPolicy: boolean): readonly string[] {
  const { lane, createHash, clips, unshown, record } = verdict;
  const judge = hasPolicy ? "the policy that you gave" : "the household's own policy: give your own by --policy";
  return [
    `household ${formatId(lane)}, founded by entry ${encodeBase64url(createHash)}`,
    ...clips.map(clipWords),
    ...pauseWords(clips),
    ...unshown.map(unshownWords),
    ...recordWords(verdict),
    ...(record === undefined ? [] : [`the public log was judged by ${judge}`]),
    "the times of recording are the hub's own clock",
    ...(isKnown ? [] : ["anyone can found a household: compare its id with the one that its members' app shows"]),
  ];
}
