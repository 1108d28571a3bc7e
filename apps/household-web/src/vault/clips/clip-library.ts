// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The household's recordings: what there is, and the way to open one. What a clip holds is what its hub's
 * proven diary says, never what the server lists. Owns diaries and fetched parts.
 */
import { equalBytes } from "@nightlatch/bytes";
import { openClip, openRecord, type ClipOpener, type RecordKeys } from "@nightlatch/protocol/open";
import type { GrantTarget } from "@nightlatch/protocol/seal";
import {
  formatId,
  parseId,
  verifyClipOpening,
  type CameraId,
  type ClipContent,
  type ClipId,
  type ClipOpening,
  type GrantedClipName,
  type LedgerState,
  type Manifest,
} from "@nightlatch/protocol/wire";
import { knownError, problemOf } from "../known-error.ts";
import type { Problem, Timeline } from "../../vault-client/vault-api.ts";
import type { HouseholdServer, StoredClip } from "../server/household-server.ts";
import { CameraDiary, type DiaryReading, type Span } from "./camera-diary.ts";
import { ClipError, clipProblem } from "./clip-errors.ts";
import { findForgery, removedAtMs, type TrustDeps } from "./clip-trust.ts";
import { composeTimeline, isItemOf, SIGNED_WITHIN_MS, type ListedClip } from "./compose-timeline.ts";
import type { DiaryHeads } from "./diary-heads.ts";
import { PartCache } from "./part-cache.ts";
import type { ClipSource } from "./read-clip.ts";

export type LibraryServer = Pick<
  HouseholdServer,
  "listClips" | "readClip" | "readPart" | "findRecord" | "findInDiary" | "manifestsFrom"
>;

export type LibraryDeps = TrustDeps &
  Readonly<{
    server: LibraryServer;
    heads: DiaryHeads;
    keys: () => RecordKeys & Readonly<{ state: LedgerState }>;
    /** When clips of this camera are due to be deleted, at the earliest. */
    keptSinceMs: (camera: string) => number;
    /** Whether this device is given every clip; a guest, or a member of some groups only, is not. */
    seesAll: () => boolean;
    nowMs: () => number;
  }>;

/** A clip that is still being written and has no end yet is shown as far as a clip may reach. */
const LONGEST_CLIP_MS = 60_000;

export class ClipLibrary {
  readonly #deps: LibraryDeps;
  readonly #diaries = new Map<string, CameraDiary>();
  /** Openings that were listed: what is opened later must be the same. */
  readonly #listedOpenings = new Map<string, ClipOpening>();
  readonly #parts = new PartCache();

  constructor(deps: LibraryDeps) {
    this.#deps = deps;
  }

  async timeline(camera: string, fromMs: number, toMs: number): Promise<Timeline> {
    const id = parseId<CameraId>(camera);
    // One after the other: a clip that is closed in between is then in the diary, and not the other way round.
    const listed = await this.#listClips(id, fromMs, toMs);
    const diary = await this.#readDiary(id, { fromMs, toMs });
    await this.#deps.epochs.note(this.#deps.keys().state);
    // Another camera's clip has no place here, genuine or not.
    const own = listed.filter(({ opening }) => equalBytes(opening.header.camera, id));
    for (const { opening } of own) this.#listedOpenings.set(formatId(opening.header.clip), opening);
    const clips = own.map((clip) => this.#listed(clip, diary));
    const [nowMs, keptSinceMs] = [this.#deps.nowMs(), this.#deps.keptSinceMs(camera)];
    const seesAll = this.#deps.seesAll();
    return composeTimeline({ camera, fromMs, toMs, nowMs, clips, diary, keptSinceMs, seesAll });
  }

  /** @throws clip.unknown | clip.other_hub | clip.removed_hub | manifest.broken_chain | protocol.* of openClip */
  async open(clip: string): Promise<ClipSource> {
    const { server, nowMs } = this.#deps;
    const id = parseId<ClipId>(clip);
    const { opening, parts, opener } = await this.#openOpening(clip);
    const isOverdue = nowMs() - opening.header.startMs > SIGNED_WITHIN_MS;
    const item = await this.#findItem(opening, isOverdue);
    const signed = item?.content;
    const indexes =
      signed === undefined ? withoutHoles(parts.map(({ index }) => index)) : signed.parts.map((_, i) => i);
    return {
      parts: indexes.map((index) => partOf(index, signed?.parts[index]?.startMs)),
      ...(item === undefined
        ? { isOverdue }
        : {
            signed: item.content,
            provenance: {
              header: opening.headerBytes,
              hub: item.manifest.hub,
              n: item.manifest.n,
              saltOf: (sequence) => opener.saltOf(sequence),
            },
          }),
      readPart: (index) => this.#parts.read(`${clip}/${index}`, () => server.readPart(id, index)),
      openFragment: (frame) => opener.openFragment(frame),
    };
  }

  /** By what a grant names it. @throws as `open` */
  async nameOf(clip: string): Promise<GrantedClipName> {
    const { header, headerHash } = (await this.#openOpening(clip)).opening;
    return { camera: header.camera, clip: header.clip, header: headerHash };
  }

  /** The keys of its pictures, and no more than the target says, for one member of the operator's staff. */
  async sealGrantBox({ clip, header }: GrantedClipName, target: GrantTarget): Promise<Uint8Array> {
    const { opening, opener } = await this.#openOpening(formatId(clip));
    const hub = this.#deps.keys().state.devices.get(formatId(opening.header.hub));
    if (hub === undefined || !equalBytes(opening.headerHash, header)) {
      throw new ClipError("clip.unknown", "the server sent another clip than was granted");
    }
    return opener.sealGrantBox(target, hub.keys.ledger);
  }

  async #openOpening(clip: string): Promise<StoredClip & Readonly<{ opener: ClipOpener }>> {
    const stored = await this.#deps.server.readClip(parseId<ClipId>(clip));
    const { opening } = stored;
    this.#assertListed(clip, opening);
    const { state, keyring, device } = this.#deps.keys();
    const forgery = findForgery(opening.header, state, this.#deps);
    if (forgery !== undefined) throw new ClipError(forgery, "it has no place under its camera");
    return { ...stored, opener: await openClip(opening, state, keyring, device) };
  }

  /** The signed items of a camera's diary from number `fromN` to `toN`, as far as a timeline came by them. */
  diaryBetween(camera: string, fromN: number, toN: number): readonly Uint8Array[] {
    return this.#diaryOf(parseId<CameraId>(camera)).itemsBetween(fromN, toN);
  }

  /** Only from the hub that made the clip: any hub of the household may sign a thumbnail. */
  async thumbnail(clip: string): Promise<Blob | undefined> {
    const id = parseId<ClipId>(clip);
    const record = await this.#deps.server.findRecord("thumbnail", id);
    if (record === undefined) return undefined;
    const { state, ...keys } = this.#deps.keys();
    const opened = await openRecord(record, state, keys);
    if (opened?.content.kind !== "thumbnail" || formatId(opened.header.id) !== clip) return undefined;
    const { header } = this.#listedOpenings.get(clip) ?? (await this.#deps.server.readClip(id)).opening;
    if (formatId(header.clip) !== clip || !equalBytes(opened.header.author, header.hub)) return undefined;
    if (findForgery(header, state, this.#deps) !== undefined) return undefined;
    return new Blob([Uint8Array.from(opened.content.jpeg)], { type: "image/jpeg" });
  }

  #assertListed(clip: string, { header, headerHash }: ClipOpening): void {
    const listed = this.#listedOpenings.get(clip);
    const isSame = listed === undefined || equalBytes(listed.headerHash, headerHash);
    if (formatId(header.clip) === clip && isSame) return;
    throw new ClipError("clip.unknown", "the server sent another clip");
  }

  /** What the hub signed for the clip, from its proven diary. @throws manifest.broken_chain */
  async #findItem(
    opening: ClipOpening,
    isOverdue: boolean,
  ): Promise<Readonly<{ content: ClipContent; manifest: Manifest }> | undefined> {
    const { camera, clip, startMs } = opening.header;
    const known = this.#diaryOf(camera).findClip(clip);
    if (known === undefined && isOverdue) await this.#readDiary(camera, spanOf(startMs));
    const item = known ?? this.#diaryOf(camera).findClip(clip);
    if (item === undefined) return undefined;
    const { content } = item.manifest;
    if (content.kind === "clip" && isItemOf(item, opening)) return { content, manifest: item.manifest };
    throw new ClipError("manifest.broken_chain", "the diary names another header");
  }

  /** All pages. */
  async #listClips(camera: CameraId, fromMs: number, toMs: number): Promise<readonly StoredClip[]> {
    const found = new Map<string, StoredClip>();
    for (let from = fromMs; ;) {
      const page = await this.#deps.server.listClips(camera, from, toMs);
      const sizeBefore = found.size;
      for (const clip of page) found.set(formatId(clip.opening.header.clip), clip);
      if (found.size === sizeBefore) return [...found.values()];
      from = Math.max(from, ...page.map(({ opening }) => opening.header.startMs));
    }
  }

  async #readDiary(camera: CameraId, span: Span): Promise<DiaryReading | undefined> {
    const { state } = this.#deps.keys();
    const facts = this.#deps.camera(camera);
    const endedMs = facts === undefined ? undefined : removedAtMs(facts.hub, state, this.#deps);
    try {
      return await this.#diaryOf(camera).read(span, {
        state,
        nowMs: this.#deps.nowMs(),
        sinceMs: facts?.sinceMs ?? 0,
        endedMs,
        removedAtMs: (hub) => removedAtMs(hub, state, this.#deps),
      });
    } catch (error) {
      // The clips are shown, each with a mark: hiding them would do the attacker's work.
      if (/^(manifest|protocol)\./u.test(knownError(error)?.code ?? "")) return undefined;
      throw error;
    }
  }

  #diaryOf(camera: CameraId): CameraDiary {
    const key = formatId(camera);
    const diary = this.#diaries.get(key) ?? new CameraDiary(camera, this.#deps.server, this.#deps.heads);
    this.#diaries.set(key, diary);
    return diary;
  }

  #listed({ opening, signedManifest, sizeBytes }: StoredClip, diary: DiaryReading | undefined): ListedClip {
    const { startMs } = opening.header;
    const lastMs = Math.min(Math.max(this.#deps.nowMs(), startMs), startMs + LONGEST_CLIP_MS);
    const problem = this.#problemOf(opening, diary);
    return {
      opening,
      sizeBytes,
      lastMs,
      ...(signedManifest === undefined ? {} : { signedManifest }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  #problemOf(opening: ClipOpening, diary: DiaryReading | undefined): Problem | undefined {
    const { state } = this.#deps.keys();
    const { header } = opening;
    const forgery = findForgery(header, state, this.#deps);
    if (forgery !== undefined) return clipProblem(forgery);
    // An item of the diary vouches for the header by its hash; without one the opening's own signature must.
    const item = diary === undefined ? undefined : this.#diaryOf(header.camera).findClip(header.clip);
    if (item === undefined || !isItemOf(item, opening)) {
      try {
        verifyClipOpening(opening, state);
      } catch (error) {
        return problemOf(error, "This recording was not made by a hub of your household.");
      }
      if (removedAtMs(header.hub, state, this.#deps) !== undefined) return clipProblem("clip.removed_hub");
    }
    return this.#deps.epochs.problemOf(header, state);
  }
}

/** Where a clip's item lies in the diary. */
function spanOf(startMs: number): Span {
  return { fromMs: startMs, toMs: startMs + LONGEST_CLIP_MS };
}

/** 0, 1, 2… as far as they are there: behind a part that is still on its way nothing can be read. */
function withoutHoles(indexes: readonly number[]): readonly number[] {
  const present = new Set(indexes);
  const whole: number[] = [];
  while (present.has(whole.length)) whole.push(whole.length);
  return whole;
}

function partOf(index: number, startMs: number | undefined): ClipSource["parts"][number] {
  return startMs === undefined ? { index } : { index, startMs };
}
