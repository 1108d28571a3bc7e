// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The first bytes of a clip: ftyp and moov (ISO/IEC 14496-12 §8), built and parsed. Video is track 1, sound 2. */
import { ByteReader } from "@nightlatch/bytes";
import type { Track } from "../elementary/track.ts";
import { MediaError } from "../errors.ts";
import { badBox, buildBox, buildFullBox, letters, readBoxes, readChild, refuseTruncation, u16, u32 } from "./boxes.ts";
import type { Box } from "./boxes.ts";
import { buildSampleEntry, parseSampleEntry } from "./sample-entry.ts";

export const VIDEO_TRACK_ID = 1;
export const AUDIO_TRACK_ID = 2;
export type TrackId = typeof VIDEO_TRACK_ID | typeof AUDIO_TRACK_ID;

/** Real ones have about one kilobyte. */
const MAX_SEGMENT_BYTES = 1024 * 1024;
const MOVIE_CHILDREN: ReadonlySet<string> = new Set(["mvhd", "trak", "mvex"]);
const MOVIE_TIMESCALE = 1000;
const UNITY_MATRIX = u32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);
const ENABLED_IN_MOVIE_AND_PREVIEW = 7;
const UNDETERMINED_LANGUAGE = 0x55c4;

export function trackIdOf(kind: Track["kind"]): TrackId {
  return kind === "video" ? VIDEO_TRACK_ID : AUDIO_TRACK_ID;
}

/** One video track and at most one audio track. @throws media.bad_tracks */
export function buildInitSegment(tracks: readonly Track[]): Uint8Array<ArrayBuffer> {
  const ordered = assertTracks(tracks);
  const fileType = buildBox("ftyp", letters("iso6"), u32(1), letters("iso6iso5mp41"));
  return concatSegment(
    fileType,
    buildBox("moov", buildMovieHeader(), ...ordered.map(buildTrack), buildExtends(ordered)),
  );
}

/** The twin of `buildInitSegment`. @throws media.bad_box | media.bad_tracks | media.bad_parameter_sets | media.bad_audio_config */
export function parseInitSegment(bytes: Uint8Array): readonly Track[] {
  if (bytes.length > MAX_SEGMENT_BYTES) throw badBox(`an initialization segment of ${bytes.length} bytes`);
  const [fileType, movie, ...rest] = readBoxes(bytes);
  if (fileType?.type !== "ftyp" || movie?.type !== "moov" || rest.length > 0) throw badBox("not ftyp and moov alone");
  const children = readBoxes(movie.body);
  if (!children.every(({ type }) => MOVIE_CHILDREN.has(type))) throw badBox("a movie with boxes that are not ours");
  readChild(children, "mvex");
  return assertTracks(children.filter(({ type }) => type === "trak").map(parseTrack));
}

/** Video first. */
function assertTracks(tracks: readonly Track[]): readonly Track[] {
  const video = tracks.filter(({ kind }) => kind === "video");
  const audio = tracks.filter(({ kind }) => kind === "audio");
  if (video.length !== 1 || audio.length > 1) {
    throw new MediaError("media.bad_tracks", `${video.length} video and ${audio.length} audio tracks`);
  }
  return [...video, ...audio];
}

function concatSegment(fileType: Uint8Array, movie: Uint8Array): Uint8Array<ArrayBuffer> {
  const segment = new Uint8Array(fileType.length + movie.length);
  segment.set(fileType);
  segment.set(movie, fileType.length);
  return segment;
}

function buildMovieHeader(): Uint8Array {
  const times = u32(0, 0, MOVIE_TIMESCALE, 0);
  const rateAndVolume = u32(0x1_0000, 0x100_0000, 0, 0);
  return buildFullBox("mvhd", 0, 0, times, rateAndVolume, UNITY_MATRIX, u32(0, 0, 0, 0, 0, 0, AUDIO_TRACK_ID + 1));
}

function buildTrack(track: Track): Uint8Array {
  const isVideo = track.kind === "video";
  const size = isVideo ? u32(track.width * 0x1_0000, track.height * 0x1_0000) : u32(0, 0);
  const times = u32(0, 0, trackIdOf(track.kind), 0, 0);
  const layout = u16(0, 0, 0, 0, 0, isVideo ? 0 : 1, isVideo ? 0 : 0x100, 0);
  const header = buildFullBox("tkhd", 0, ENABLED_IN_MOVIE_AND_PREVIEW, times, layout, UNITY_MATRIX, size);
  return buildBox("trak", header, buildMedia(track));
}

function buildMedia(track: Track): Uint8Array {
  const isVideo = track.kind === "video";
  const header = buildFullBox("mdhd", 0, 0, u32(0, 0, track.timescale, 0), u16(UNDETERMINED_LANGUAGE, 0));
  const handler = buildFullBox(
    "hdlr",
    0,
    0,
    u32(0),
    letters(isVideo ? "vide" : "soun"),
    u32(0, 0, 0),
    Uint8Array.of(0),
  );
  const kindHeader = isVideo ? buildFullBox("vmhd", 0, 1, u32(0, 0)) : buildFullBox("smhd", 0, 0, u32(0));
  const data = buildBox("dinf", buildFullBox("dref", 0, 0, u32(1), buildFullBox("url ", 0, 1)));
  const emptyTables = [
    ...["stts", "stsc"].map((type) => buildFullBox(type, 0, 0, u32(0))),
    buildFullBox("stsz", 0, 0, u32(0, 0)),
    buildFullBox("stco", 0, 0, u32(0)),
  ];
  const table = buildBox("stbl", buildFullBox("stsd", 0, 0, u32(1), buildSampleEntry(track)), ...emptyTables);
  return buildBox("mdia", header, handler, buildBox("minf", kindHeader, data, table));
}

/** Each fragment says all of its samples itself. */
function buildExtends(tracks: readonly Track[]): Uint8Array {
  return buildBox("mvex", ...tracks.map(({ kind }) => buildFullBox("trex", 0, 0, u32(trackIdOf(kind), 1, 0, 0, 0))));
}

function parseTrack({ body }: Box): Track {
  const children = readBoxes(body);
  const media = readBoxes(readChild(children, "mdia"));
  const table = readBoxes(readChild(readBoxes(readChild(media, "minf")), "stbl"));
  const track = parseSampleEntry(readOnlyEntry(readChild(table, "stsd")));
  const isOurs =
    readField(readChild(children, "tkhd"), 12) === trackIdOf(track.kind) &&
    readField(readChild(media, "mdhd"), 12) === track.timescale;
  if (!isOurs) throw badBox("a track with another id or timescale than its kind has");
  return track;
}

function readOnlyEntry(descriptions: Uint8Array): Box {
  if (readField(descriptions, 4) !== 1) throw badBox("not one sample description");
  const [entry] = readBoxes(descriptions.subarray(8));
  if (entry === undefined) throw badBox("no sample description");
  return entry;
}

function readField(body: Uint8Array, offset: number): number {
  return refuseTruncation(() => {
    const reader = new ByteReader(body);
    reader.take(offset);
    return reader.u32();
  });
}
