// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A fragment: prft, moof, mdat (ISO/IEC 14496-12 §8.16.5, §8.8), built and parsed. One layout for all:
 *
 *   prft 32 | moof 8 · mfhd 16 · traf 8 · tfhd 16 · tfdt 20 · trun 20 + 16 a sample | mdat 8 · data
 *
 * So each number has a fixed place, and the parser refuses whatever the builder would not write.
 */
import { ntpToUnixMs, unixMsToNtp, type NtpTime } from "../time/ntp-time.ts";
import { badBox } from "./boxes.ts";
import { AUDIO_TRACK_ID, VIDEO_TRACK_ID, type TrackId } from "./initialization-segment.ts";

export type FragmentSample = Readonly<{
  data: Uint8Array;
  /** So many bytes before `data` in its buffer may be written to. */
  headroomBytes?: number;
  durationTicks: number;
  /** Presentation time less decode time. Negative only where a camera breaks its own promise about B-frames. */
  compositionOffset: number;
  isKeyframe: boolean;
}>;

export type FragmentContent = Readonly<{
  trackId: TrackId;
  /** From 1, over all tracks of a clip. */
  sequence: number;
  decodeTime: number;
  /** Of the first sample: Unix time, kept to a quarter of a nanosecond. */
  captureTimeMs: number;
  /** One for video; one or more for audio, without a gap between them. */
  samples: readonly FragmentSample[];
}>;

/** With its place on the clip's timeline, in ticks of the track's timescale. */
export type ParsedSample = FragmentSample & Readonly<{ decodeTime: number; presentationTime: number }>;

export type ParsedFragment = Omit<FragmentContent, "samples"> &
  Readonly<{ samples: readonly [ParsedSample, ...ParsedSample[]] }>;

const HEAD_BYTES = 120;
const ROW_BYTES = 16;
const MDAT_HEAD_BYTES = 8;
const MDAT = 0x6d64_6174;
const KEYFRAME_FLAGS = 0x0200_0000;
const OTHER_FRAME_FLAGS = 0x0101_0000;
const MAX_AUDIO_SAMPLES = 64;
const TWO_TO_32 = 2 ** 32;

/** The head of a fragment of one sample. */
export const FRAGMENT_HEADROOM_BYTES = HEAD_BYTES + ROW_BYTES + MDAT_HEAD_BYTES;

/** Around the data where they are when a lone sample has FRAGMENT_HEADROOM_BYTES; else the one copy of the data. */
export function buildFragment(content: FragmentContent): Uint8Array<ArrayBuffer> {
  const { captureTimeMs, decodeTime, samples } = content;
  const dataBytes = samples.reduce((sum, { data }) => sum + data.length, 0);
  const mdat = HEAD_BYTES + ROW_BYTES * samples.length;
  const bytes = spaceAround(samples) ?? new Uint8Array(mdat + MDAT_HEAD_BYTES + dataBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const presentationTime = decodeTime + (samples[0]?.compositionOffset ?? 0);
  const head = { ...content, captureTime: unixMsToNtp(captureTimeMs), presentationTime, sampleCount: samples.length };
  headWords(head).forEach((word, index) => view.setUint32(index * 4, word));
  view.setUint32(mdat, MDAT_HEAD_BYTES + dataBytes);
  view.setUint32(mdat + 4, MDAT);
  let row = HEAD_BYTES;
  let offset = mdat + MDAT_HEAD_BYTES;
  for (const { data, durationTicks, compositionOffset, isKeyframe } of samples) {
    view.setUint32(row, durationTicks);
    view.setUint32(row + 4, data.length);
    view.setUint32(row + 8, isKeyframe ? KEYFRAME_FLAGS : OTHER_FRAME_FLAGS);
    view.setInt32(row + 12, compositionOffset);
    if (data.buffer !== bytes.buffer) bytes.set(data, offset);
    row += ROW_BYTES;
    offset += data.length;
  }
  return bytes;
}

/** The twin of `buildFragment`; sample data are views of `bytes`. @throws media.bad_box */
export function parseFragment(bytes: Uint8Array): ParsedFragment {
  if (bytes.length < HEAD_BYTES + ROW_BYTES + MDAT_HEAD_BYTES) throw badBox("a fragment that is cut short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = readHead(view);
  const { trackId, sequence, decodeTime, sampleCount } = head;
  const mdat = HEAD_BYTES + ROW_BYTES * sampleCount;
  const isWhole = mdat + MDAT_HEAD_BYTES <= bytes.length && view.getUint32(mdat) === bytes.length - mdat;
  if (!isWhole || view.getUint32(mdat + 4) !== MDAT) throw badBox("a fragment whose data are not where they should be");
  const first = readRow(view, HEAD_BYTES, bytes.subarray(mdat + MDAT_HEAD_BYTES), decodeTime);
  const samples: [ParsedSample, ...ParsedSample[]] = [first];
  let offset = mdat + MDAT_HEAD_BYTES + first.data.length;
  let time = decodeTime + first.durationTicks;
  for (let row = HEAD_BYTES + ROW_BYTES; row < mdat; row += ROW_BYTES) {
    const sample = readRow(view, row, bytes.subarray(offset), time);
    samples.push(sample);
    offset += sample.data.length;
    time += sample.durationTicks;
  }
  if (offset !== bytes.length) throw badBox("a fragment with data of no sample");
  if (head.presentationTime !== first.presentationTime) throw badBox("two presentation times");
  return { trackId, sequence, decodeTime, captureTimeMs: ntpToUnixMs(head.captureTime), samples };
}

/** Rewrites, in place, how long the frame of a parsed video fragment is said to last. */
export function setVideoDuration(bytes: Uint8Array, durationTicks: number): void {
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).setUint32(HEAD_BYTES, durationTicks);
}

function spaceAround(samples: readonly FragmentSample[]): Uint8Array<ArrayBuffer> | undefined {
  const [first] = samples;
  if (first === undefined || samples.length > 1 || (first.headroomBytes ?? 0) < FRAGMENT_HEADROOM_BYTES)
    return undefined;
  const { buffer, byteOffset, length } = first.data;
  if (!(buffer instanceof ArrayBuffer)) return undefined;
  return new Uint8Array(buffer, byteOffset - FRAGMENT_HEADROOM_BYTES, FRAGMENT_HEADROOM_BYTES + length);
}

type Head = Readonly<{
  trackId: TrackId;
  sequence: number;
  decodeTime: number;
  presentationTime: number;
  captureTime: NtpTime;
  sampleCount: number;
}>;

/** All before the sample table, as 32-bit words: the builder writes them, the parser compares. */
function headWords({
  trackId,
  sequence,
  decodeTime,
  presentationTime,
  captureTime,
  sampleCount,
}: Head): readonly number[] {
  const tableBytes = ROW_BYTES * sampleCount;
  const moofBytes = 88 + tableBytes;
  return [
    // prft, version 1, flags 24: the time is that of capture
    ...[
      32,
      0x7072_6674,
      0x0100_0018,
      trackId,
      captureTime.seconds,
      captureTime.fraction,
      ...u64Words(presentationTime),
    ],
    ...[moofBytes, 0x6d6f_6f66],
    ...[16, 0x6d66_6864, 0, sequence], // mfhd
    ...[64 + tableBytes, 0x7472_6166], // traf
    ...[16, 0x7466_6864, 0x0002_0000, trackId], // tfhd, default-base-is-moof
    ...[20, 0x7466_6474, 0x0100_0000, ...u64Words(decodeTime)], // tfdt, version 1
    // trun, version 1 (signed offsets): data offset; duration, size, flags and composition offset of each sample
    ...[20 + tableBytes, 0x7472_756e, 0x0100_0f01, sampleCount, moofBytes + MDAT_HEAD_BYTES],
  ];
}

function readHead(view: DataView): Head {
  const word = (index: number): number => view.getUint32(index * 4);
  const trackId: TrackId = word(3) === VIDEO_TRACK_ID ? VIDEO_TRACK_ID : AUDIO_TRACK_ID;
  const sampleCount = word(28);
  if (sampleCount < 1 || sampleCount > (trackId === VIDEO_TRACK_ID ? 1 : MAX_AUDIO_SAMPLES)) {
    throw badBox(`a fragment of ${sampleCount} samples`);
  }
  const times = { decodeTime: readU64(view, 23 * 4), presentationTime: readU64(view, 6 * 4) };
  const captureTime = { seconds: word(4), fraction: word(5) };
  const head = { trackId, sequence: word(13), ...times, captureTime, sampleCount };
  if (headWords(head).some((expected, index) => expected !== word(index))) throw badBox("not a fragment of ours");
  return head;
}

function readRow(view: DataView, row: number, rest: Uint8Array, decodeTime: number): ParsedSample {
  const size = view.getUint32(row + 4);
  const flags = view.getUint32(row + 8);
  if (size === 0 || size > rest.length) throw badBox("a sample that runs past its fragment");
  if (flags !== KEYFRAME_FLAGS && flags !== OTHER_FRAME_FLAGS) throw badBox("sample flags of no frame of ours");
  const compositionOffset = view.getInt32(row + 12);
  return {
    data: rest.subarray(0, size),
    durationTicks: view.getUint32(row),
    compositionOffset,
    isKeyframe: flags === KEYFRAME_FLAGS,
    decodeTime,
    presentationTime: decodeTime + compositionOffset,
  };
}

function u64Words(value: number): readonly [high: number, low: number] {
  return [Math.floor(value / TWO_TO_32), value % TWO_TO_32];
}

function readU64(view: DataView, offset: number): number {
  const value = view.getUint32(offset) * TWO_TO_32 + view.getUint32(offset + 4);
  if (value > Number.MAX_SAFE_INTEGER) throw badBox("a time past the end of time");
  return value;
}
