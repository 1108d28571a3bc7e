// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sound that browsers play, out of the G.711 that cheap cameras send: lossless FLAC, so no transcoder is
 * needed and nothing is lost.
 */
import { concatBytes } from "@nightlatch/bytes";
import { MediaError } from "../errors.ts";
import { BitReader } from "./bit-reader.ts";
import { BitWriter } from "./bit-writer.ts";
import { encodeFlacFrame, FLAC_BITS_PER_SAMPLE, MAX_FLAC_BLOCK, MIN_FLAC_BLOCK } from "./flac-frame.ts";
import { decodeG711, G711_ZERO_BITS, type G711Law } from "./g711.ts";
import type { AudioTrack } from "./track.ts";

/** Last metadata block, of type STREAMINFO, 34 bytes long (RFC 9639 §8.1). */
export const FLAC_STREAM_INFO_HEAD = Uint8Array.of(0x80, 0, 0, 34);
const FLAC_MARKER = Uint8Array.of(0x66, 0x4c, 0x61, 0x43);
const STREAMINFO_BYTES = 34;
/** Coded sample numbers have 36 bits: three months at 8 kHz, then from 0 again, which players ignore in MP4. */
const SAMPLE_NUMBERS = 2 ** 36;

/** One G.711 payload in, one FLAC frame out. Owns the count of samples so far. */
export class G711ToFlac {
  readonly track: AudioTrack;
  readonly #law: G711Law;
  #nextSample = 0;

  constructor(law: G711Law, sampleRate = 8000) {
    this.#law = law;
    this.track = flacTrack(buildMonoStreamInfo(sampleRate));
  }

  /** 16 to 4608 samples at once (2 to 576 ms). @throws media.bad_audio_frame */
  encode(payload: Uint8Array): Uint8Array<ArrayBuffer> {
    const samples = decodeG711(this.#law, payload);
    const frame = encodeFlacFrame(samples, this.#nextSample, G711_ZERO_BITS[this.#law]);
    this.#nextSample = (this.#nextSample + samples.length) % SAMPLE_NUMBERS;
    return frame;
  }
}

/** @throws media.bad_audio_config */
export function flacTrack(streamInfo: Uint8Array): AudioTrack {
  if (streamInfo.length !== STREAMINFO_BYTES) {
    throw new MediaError("media.bad_audio_config", `a STREAMINFO of ${streamInfo.length} bytes`);
  }
  const reader = new BitReader(streamInfo, "media.bad_audio_config");
  reader.skip(80); // block and frame sizes
  const sampleRate = reader.bits(20);
  const channels = reader.bits(3) + 1;
  if (sampleRate === 0 || sampleRate > 0xffff) {
    throw new MediaError("media.bad_audio_config", `a sample rate of ${sampleRate}`);
  }
  const rate = { sampleRate, channels, timescale: sampleRate };
  return { kind: "audio", codec: "flac", codecString: "flac", ...rate, decoderConfig: streamInfo };
}

/** The start of a FLAC stream, as AudioDecoder wants it: marker, then STREAMINFO as the only metadata block. */
export function flacStreamHead(streamInfo: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(FLAC_MARKER, FLAC_STREAM_INFO_HEAD, streamInfo);
}

/** RFC 9639 §8.2. Frame sizes, length and checksum are 0: unknown, as befits a stream without end. */
function buildMonoStreamInfo(sampleRate: number): Uint8Array<ArrayBuffer> {
  const writer = new BitWriter(STREAMINFO_BYTES * 8);
  writer.bits(MIN_FLAC_BLOCK, 16);
  writer.bits(MAX_FLAC_BLOCK, 16);
  writer.bits(0, 24);
  writer.bits(0, 24);
  writer.bits(sampleRate, 20);
  writer.bits(0, 3);
  writer.bits(FLAC_BITS_PER_SAMPLE - 1, 5);
  for (const zeros of [4, 32, 32, 32, 32, 32]) writer.bits(0, zeros);
  return writer.written().slice();
}
