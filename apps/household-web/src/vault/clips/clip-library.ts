// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household's recordings: what there is, and the way to open one. Owns diaries and fetched parts. */
import { openClip, openRecord, type RecordKeys } from "@nightlatch/protocol/open";
import {
  formatId,
  parseId,
  verifyClipOpening,
  type CameraId,
  type ClipId,
  type LedgerState,
  type Manifest,
} from "@nightlatch/protocol/wire";
import { knownError, problemOf } from "../known-error.ts";
import type { Problem, Timeline } from "../../vault-client/vault-api.ts";
import type { HouseholdServer, StoredClip } from "../server/household-server.ts";
import { CameraDiary } from "./camera-diary.ts";
import { ClipError } from "./clip-errors.ts";
import { composeTimeline, type ListedClip } from "./compose-timeline.ts";
import { PartCache } from "./part-cache.ts";
import type { ClipSource } from "./read-clip.ts";

export type LibraryDeps = Readonly<{
  server: HouseholdServer;
  keys: () => RecordKeys & Readonly<{ state: LedgerState }>;
  /** When clips of this camera are due to be deleted, at the earliest. */
  keptSinceMs: (camera: string) => number;
  nowMs: () => number;
}>;

/** A clip that is still being written and has no end yet is shown as far as a clip may reach. */
const LONGEST_CLIP_MS = 60_000;

export class ClipLibrary {
  readonly #deps: LibraryDeps;
  readonly #diaries = new Map<string, CameraDiary>();
  readonly #parts = new PartCache();

  constructor(deps: LibraryDeps) {
    this.#deps = deps;
  }

  async timeline(camera: string, fromMs: number, toMs: number): Promise<Timeline> {
    const [stored, diary] = await Promise.all([
      this.#listClips(parseId<CameraId>(camera), fromMs, toMs),
      this.#readDiary(camera, fromMs, toMs),
    ]);
    const clips = stored.map((clip) => this.#listed(clip));
    return composeTimeline({ camera, fromMs, toMs, clips, diary, keptSinceMs: this.#deps.keptSinceMs(camera) });
  }

  /** @throws clip.unknown | protocol.* of openClip */
  async open(clip: string): Promise<ClipSource> {
    const { server } = this.#deps;
    const id = parseId<ClipId>(clip);
    const { opening, manifest, parts } = await server.readClip(id);
    if (formatId(opening.header.clip) !== clip) throw new ClipError("clip.unknown", "the server sent another clip");
    const { state, keyring } = this.#deps.keys();
    const opener = await openClip(opening, state, keyring);
    const signed = manifest?.content.kind === "clip" ? manifest.content : undefined;
    const indexes =
      signed === undefined ? withoutHoles(parts.map(({ index }) => index)) : signed.parts.map((_, i) => i);
    return {
      parts: indexes.map((index) => partOf(index, signed?.parts[index]?.startMs)),
      ...(signed === undefined ? {} : { signed }),
      readPart: (index) => this.#parts.read(`${clip}/${index}`, () => server.readPart(id, index)),
      openFragment: (frame) => opener.openFragment(frame),
    };
  }

  async thumbnail(clip: string): Promise<Blob | undefined> {
    const record = await this.#deps.server.findRecord("thumbnail", parseId<ClipId>(clip));
    if (record === undefined) return undefined;
    const { state, ...keys } = this.#deps.keys();
    const opened = await openRecord(record, state, keys);
    if (opened?.content.kind !== "thumbnail" || formatId(opened.header.id) !== clip) return undefined;
    return new Blob([Uint8Array.from(opened.content.jpeg)], { type: "image/jpeg" });
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

  async #readDiary(camera: string, fromMs: number, toMs: number): Promise<readonly Manifest[] | undefined> {
    const diary = this.#diaries.get(camera) ?? new CameraDiary(parseId<CameraId>(camera), this.#deps.server);
    this.#diaries.set(camera, diary);
    try {
      return await diary.read(fromMs, toMs, this.#deps.keys().state);
    } catch (error) {
      // The clips are shown, each with a mark: hiding them would do the attacker's work.
      if (/^(manifest|protocol)\./u.test(knownError(error)?.code ?? "")) return undefined;
      throw error;
    }
  }

  #listed({ opening, manifest, sizeBytes }: StoredClip): ListedClip {
    const lastMs = Math.min(
      Math.max(this.#deps.nowMs(), opening.header.startMs),
      opening.header.startMs + LONGEST_CLIP_MS,
    );
    const problem = manifest === undefined ? this.#problemOf(opening) : undefined;
    return {
      opening,
      sizeBytes,
      lastMs,
      ...(manifest === undefined ? {} : { manifest }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  #problemOf(opening: StoredClip["opening"]): Problem | undefined {
    try {
      verifyClipOpening(opening, this.#deps.keys().state);
      return undefined;
    } catch (error) {
      return problemOf(error, "This recording was not made by a hub of your household.");
    }
  }
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
