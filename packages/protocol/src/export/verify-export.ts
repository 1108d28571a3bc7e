// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Judges an exported file offline (protocol §14): which hub of which household recorded these very bytes, when,
 * and what is missing before, between or behind them. Every byte of the file is attacker-controlled; anyone can found a
 * household with a hub of its own, so whose household it is has to be compared with what its members see.
 */
import { equalBytes } from "@nightlatch/bytes";
import { invariant, NightlatchError } from "@nightlatch/errors";
import type { Hash } from "@nightlatch/crypto/keys";
import { MediaError } from "@nightlatch/media/mp4";
import { MOVIE_HEAD_BYTES, MovieLayout, type MovieFrame } from "@nightlatch/media/movie";
import type { Policy } from "@nightlatch/transparency/policy";
import {
  applyEntry,
  clipHeaderHash,
  decodeClipHeader,
  formatId,
  type ClipContent,
  type LedgerState,
  type Manifest,
} from "../wire/index.ts";
import { findExportBox } from "./export-box.ts";
import { decodeExportProof, type ClipProof, type ExportProof } from "./export-proof.ts";
import type { ExportVerdict, RefusedExport, ShownClip } from "./export-verdict.ts";
import { judgePublicRecord } from "./public-record.ts";
import { fragmentsOf, isHeaderOf } from "./verify-clip.ts";
import { unshownOf, verifyExportedDiary } from "./verify-diary.ts";

/**
 * Undefined for a file without a proof: it says nothing, and nothing can be said of it.
 * `policy`: whom the reader believes about the public log; without one, whom the household does.
 */
export function verifyExport(file: Uint8Array, policy?: Policy): ExportVerdict | undefined {
  const found = findExportBox(file);
  if (found === undefined) return undefined;
  try {
    return judge(found.movie, decodeExportProof(found.proof), policy);
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    return refused(String(error.code), error.message);
  }
}

function judge(movie: Uint8Array, proof: ExportProof, policy: Policy | undefined): ExportVerdict {
  const history = replay(proof.entries);
  if (history.kind === "refused") return history;
  const { state, heads } = history;
  const diary = verifyExportedDiary(proof.diary, state);
  if (diary === undefined) return notAsSigned("the hub's words are not one camera's, in order");
  const shown = judgeClips(movie, proof.clips, diary, state);
  if (shown.kind === "refused") return shown;
  const [item] = diary;
  invariant(item !== undefined, "a proof names one item at least");
  if (!isMovieOf(movie, shown)) return notAsSigned("a player would not show the pictures as the hub recorded them");
  const { lane, createHash } = state;
  const { hub, camera } = item;
  const unshown = unshownOf(diary, new Set(shown.clips.map(({ n }) => n)));
  const genuine = { kind: "genuine", lane, createHash, hub, camera, clips: shown.clips, unshown } as const;
  if (proof.log === undefined) return { ...genuine, record: undefined };
  const recorded = judgePublicRecord(proof.log, { state, headAt: (seq) => heads[seq] }, policy);
  if (recorded.kind === "refused") return refused(recorded.code, "what it says of the public log does not hold");
  return { ...genuine, record: recorded.record };
}

type History = Readonly<{ kind: "history"; state: LedgerState; heads: readonly Hash[] }>;

function replay(entries: readonly Uint8Array[]): History | RefusedExport {
  let state: LedgerState | undefined;
  const heads: Hash[] = [];
  for (const entry of entries) {
    const verdict = applyEntry(state, entry);
    if (verdict.kind === "refused") return refused(verdict.code, "the household's history does not hold");
    state = verdict.state;
    heads.push(state.head);
  }
  invariant(state !== undefined, "a proof has one entry at least");
  return { kind: "history", state, heads };
}

/** `fragments`: of each clip, the init segment first. */
type Shown = Readonly<{ kind: "shown"; clips: readonly ShownClip[]; fragments: readonly (readonly Uint8Array[])[] }>;

function judgeClips(
  movie: Uint8Array,
  proofs: readonly ClipProof[],
  diary: readonly Manifest[],
  state: LedgerState,
): Shown | RefusedExport {
  const clips: ShownClip[] = [];
  const fragments: (readonly Uint8Array[])[] = [];
  let [at, from] = [MOVIE_HEAD_BYTES, 0];
  for (const proof of proofs) {
    const header = decodeClipHeader(proof.header);
    const hash = clipHeaderHash(proof.header);
    const place = diary.findIndex(
      ({ content }, i) => i >= from && content.kind === "clip" && equalBytes(content.header, hash),
    );
    const item = diary[place];
    if (item?.content.kind !== "clip") return notAsSigned("a clip that the hub did not sign for, or not in this order");
    const { content } = item;
    if (!isHeaderOf(header, item, content, state)) return notAsSigned("the header is another clip's");
    const shown = fragmentsOf(movie.subarray(at), proof, content);
    if (shown === undefined) return notAsSigned("these are not the bytes that the hub signed for");
    clips.push(describe(proof, content, item.n));
    fragments.push(shown);
    at += shown.reduce((sum, { length }) => sum + length, 0);
    from = place + 1;
  }
  return { kind: "shown", clips, fragments };
}

function describe({ first, fragments }: ClipProof, content: ClipContent, n: number): ShownClip {
  const { startMs, endMs, count, cut } = content;
  const last = first + fragments.length - 2;
  const cuts = { isCutAtStart: first > 1, isCutAtEnd: last < count - 1, wasInterrupted: cut };
  return { clip: formatId(content.clip), n, startMs, endMs, count, first, last, ...cuts };
}

/** The bytes are the hub's by now. What stands around them tells players what to show, and nobody signed it. */
function isMovieOf(movie: Uint8Array, { fragments }: Shown): boolean {
  const frame = frameOf(fragments);
  if (frame === undefined) return false;
  const { head, sizeBytes, tail } = frame;
  return equalBytes(movie.subarray(0, head.length), head) && equalBytes(movie.subarray(sizeBytes), tail);
}

function frameOf(fragments: Shown["fragments"]): (MovieFrame & Readonly<{ sizeBytes: number }>) | undefined {
  try {
    const layout = new MovieLayout(fragments[0]?.[0] ?? new Uint8Array());
    for (const [init = new Uint8Array(), ...rest] of fragments) layout.addClip(init, rest);
    return { ...layout.finish(), sizeBytes: layout.sizeBytes };
  } catch (error) {
    if (error instanceof MediaError) return undefined;
    throw error;
  }
}

function notAsSigned(why: string): RefusedExport {
  return refused("export.not_as_signed", why);
}

function refused(code: string, why: string): RefusedExport {
  return { kind: "refused", code, why };
}
