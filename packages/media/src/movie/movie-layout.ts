// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A movie of clips (protocol §14.2). Their bytes lie in it untouched, as one mdat; players find the pictures by
 * sample tables that are derived from those bytes alone. So a movie has one form, and whoever has the bytes can tell
 * whether a player shows what is in them.
 *
 *     ftyp | mdat: init segment and fragments of each clip | moov
 */
import { concatBytes, equalBytes } from "@nightlatch/bytes";
import { buildBox, letters, u32, badBox } from "../mp4/boxes.ts";
import {
  parseFragment,
  parseInitSegment,
  trackIdOf,
  VIDEO_TRACK_ID,
  type ParsedFragment,
  type TrackId,
} from "../mp4/index.ts";
import { buildMovieBox } from "./movie-box.ts";
import { TrackTable } from "./track-table.ts";

/** Around the clips' bytes. */
export type MovieFrame = Readonly<{ head: Uint8Array; tail: Uint8Array }>;

type ReadFragment = ParsedFragment & Readonly<{ bytes: Uint8Array }>;

const FILE_TYPE = buildBox("ftyp", letters("isom"), u32(0x200), letters("isomiso4mp41"));
const MDAT_HEAD_BYTES = 8;
/** Where the first clip's bytes begin. */
export const MOVIE_HEAD_BYTES = FILE_TYPE.length + MDAT_HEAD_BYTES;
/** Of time as NTP counts it. */
const SECOND = 2n ** 32n;
/** A longer pause between two clips is cut to this. */
const LONGEST_PAUSE = SECOND;
const SHORTEST_PAUSE = SECOND / 1000n;
const MAX_SIZE_BYTES = 2 ** 31;

export class MovieLayout {
  readonly #init: Uint8Array;
  readonly #tables: ReadonlyMap<TrackId, TrackTable>;
  readonly #video: TrackTable;
  #sizeBytes = MOVIE_HEAD_BYTES;
  /** The picture that is shown last so far: when in the movie, and when it was taken. */
  #last: Readonly<{ shownTicks: number; taken: bigint }> | undefined;

  /** @throws media.bad_box | media.bad_tracks and others of `parseInitSegment` */
  constructor(init: Uint8Array) {
    this.#init = init;
    const tables = parseInitSegment(init).map(({ kind, timescale }) => {
      return [trackIdOf(kind), new TrackTable(kind, timescale)] as const;
    });
    this.#tables = new Map(tables);
    const video = this.#tables.get(VIDEO_TRACK_ID);
    if (video === undefined) throw badBox("a movie without pictures");
    this.#video = video;
  }

  /** Of the file so far, without its tables. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** One track cannot hold two formats. */
  canHold(init: Uint8Array): boolean {
    return equalBytes(init, this.#init);
  }

  /** The clip's own init segment and fragments lie in the file behind those of the clip before. @throws media.bad_box */
  addClip(init: Uint8Array, fragments: readonly Uint8Array[]): void {
    if (!this.canHold(init)) throw badBox("a clip of another format");
    const read = fragments.map((bytes): ReadFragment => ({ bytes, ...parseFragment(bytes) }));
    const pictures = read.filter(({ trackId }) => trackId === VIDEO_TRACK_ID);
    const [first] = pictures;
    if (first === undefined) throw badBox("a clip without a picture");
    if (!first.samples[0].isKeyframe) throw badBox("a clip that begins in the middle of a group of pictures");
    const last = pictures.reduce((latest, one) => (shownTicks(one) >= shownTicks(latest) ? one : latest));

    const moved = this.#shiftOf(first);
    let at = this.#sizeBytes + init.length;
    for (const { bytes, trackId, samples } of read) {
      const table = this.#tables.get(trackId);
      if (table === undefined) throw badBox("a fragment of a track that the clip has not got");
      const shift = Math.floor((moved * table.timescale) / this.#video.timescale);
      table.add(samples, shift, at + bytes.length - samples.reduce((sum, { data }) => sum + data.length, 0));
      at += bytes.length;
    }
    if (at >= MAX_SIZE_BYTES) throw badBox("a movie that is too large");
    this.#sizeBytes = at;
    this.#last = { shownTicks: shownTicks(last) + moved, taken: captureTime(last.bytes) };
  }

  /** @throws media.bad_box for a movie without a clip, or longer than its fields can say */
  finish(): MovieFrame {
    const media = u32(this.#sizeBytes - FILE_TYPE.length);
    return {
      head: concatBytes(FILE_TYPE, media, letters("mdat")),
      tail: buildMovieBox(this.#init, this.#tables),
    };
  }

  /** By how many ticks of the pictures' track a clip is moved whose first picture is this one. */
  #shiftOf(first: ReadFragment): number {
    if (this.#last === undefined) return 0;
    const wanted = captureTime(first.bytes) - this.#last.taken;
    const atLeast = wanted < SHORTEST_PAUSE ? SHORTEST_PAUSE : wanted;
    const pause = atLeast > LONGEST_PAUSE ? LONGEST_PAUSE : atLeast;
    const ticks = Number((pause * BigInt(this.#video.timescale) + SECOND / 2n) / SECOND);
    return this.#last.shownTicks + ticks - shownTicks(first);
  }
}

function shownTicks({ samples }: ReadFragment): number {
  return samples[0].presentationTime;
}

/** Of the fragment's first sample, exactly as it is written: no rounding of ours may decide. */
function captureTime(fragment: Uint8Array): bigint {
  return new DataView(fragment.buffer, fragment.byteOffset, fragment.byteLength).getBigUint64(16);
}
