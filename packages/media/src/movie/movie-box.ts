// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The moov of a movie: the init segment's own boxes, with times and tables filled in. It says of the format what
 * the hub said, byte for byte.
 */
import { badBox, buildBox, buildFullBox, readBoxes, readChild, u32, type Box } from "../mp4/boxes.ts";
import { MAX_FIELD, type TrackTable } from "./track-table.ts";

const NORMAL_RATE = 0x1_0000;
/** An edit that shows nothing. */
const EMPTY = 0xffff_ffff;
/** Places of the duration in the boxes of version 0 that an init segment has. */
const MVHD_DURATION = 16;
const TKHD_TRACK_ID = 12;
const TKHD_DURATION = 20;
const MDHD_DURATION = 16;

/** `tables` by track; a track without samples is left out. @throws media.bad_box */
export function buildMovieBox(init: Uint8Array, tables: ReadonlyMap<number, TrackTable>): Uint8Array {
  const movie = readBoxes(readChild(readBoxes(init), "moov"));
  const filled = [...tables.values()].filter(({ isEmpty }) => !isEmpty);
  if (filled.length === 0) throw badBox("a movie without a sample");
  const beginMs = Math.min(...filled.map(({ startMs }) => startMs));
  const endMs = Math.max(...filled.map((table) => table.startMs - beginMs + table.shownMs));
  if (endMs > MAX_FIELD) throw badBox("a movie that is too long");
  const traks = movie
    .filter(({ type }) => type === "trak")
    .flatMap((trak) => {
      const table = tables.get(trackIdIn(trak));
      return table === undefined || table.isEmpty ? [] : [buildTrack(trak, table, table.startMs - beginMs)];
    });
  return buildBox("moov", withDuration(movie, "mvhd", MVHD_DURATION, endMs), ...traks);
}

function trackIdIn({ body }: Box): number {
  const header = readChild(readBoxes(body), "tkhd");
  return new DataView(header.buffer, header.byteOffset, header.byteLength).getUint32(TKHD_TRACK_ID);
}

function buildTrack({ body }: Box, table: TrackTable, delayMs: number): Uint8Array {
  const children = readBoxes(body);
  const media = readBoxes(readChild(children, "mdia"));
  return buildBox(
    "trak",
    withDuration(children, "tkhd", TKHD_DURATION, delayMs + table.shownMs),
    buildBox("edts", buildEdits(table, delayMs)),
    buildBox(
      "mdia",
      withDuration(media, "mdhd", MDHD_DURATION, table.durationTicks),
      copied(media, "hdlr"),
      buildInformation(readBoxes(readChild(media, "minf")), table),
    ),
  );
}

function buildEdits(table: TrackTable, delayMs: number): Uint8Array {
  const shown = u32(table.shownMs, table.leadTicks, NORMAL_RATE);
  if (delayMs === 0) return buildFullBox("elst", 0, 0, u32(1), shown);
  return buildFullBox("elst", 0, 0, u32(2), u32(delayMs, EMPTY, NORMAL_RATE), shown);
}

function buildInformation(children: readonly Box[], table: TrackTable): Uint8Array {
  const header = copied(children, table.kind === "video" ? "vmhd" : "smhd");
  const descriptions = copied(readBoxes(readChild(children, "stbl")), "stsd");
  return buildBox("minf", header, copied(children, "dinf"), table.build(descriptions));
}

function withDuration(boxes: readonly Box[], type: string, place: number, duration: number): Uint8Array {
  const body = Uint8Array.from(readChild(boxes, type));
  if (body.length < place + 4) throw badBox("a header that is cut short");
  new DataView(body.buffer).setUint32(place, duration);
  return buildBox(type, body);
}

function copied(boxes: readonly Box[], type: string): Uint8Array {
  return buildBox(type, readChild(boxes, type));
}
