// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file AudioSpecificConfig of AAC (ISO/IEC 14496-3 §1.6.2.1) and the track that it describes. */
import { MediaError } from "../errors.ts";
import { BitReader } from "./bit-reader.ts";
import type { AudioTrack } from "./track.ts";

export type AacConfig = Readonly<{
  /** 2 is AAC-LC; 5 and 29 are HE-AAC with the low-complexity core. */
  objectType: 2 | 5 | 29;
  /** Of the sound that comes out. */
  sampleRate: number;
  channels: number;
}>;

const LOW_COMPLEXITY = 2;
const ESCAPED_RATE = 15;
const SAMPLE_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
const CHANNELS = [undefined, 1, 2, 3, 4, 5, 6, 8];
const MAX_SAMPLE_RATE = 96000;
/** The elementary stream descriptor keeps one-byte sizes with it. */
const MAX_CONFIG_BYTES = 64;

/** @throws media.bad_audio_config */
export function aacTrack(audioSpecificConfig: Uint8Array): AudioTrack {
  const { objectType, sampleRate, channels } = parseAacConfig(audioSpecificConfig);
  const codecString = `mp4a.40.${objectType}`;
  const decoderConfig = audioSpecificConfig;
  return { kind: "audio", codec: "aac", codecString, sampleRate, channels, decoderConfig, timescale: sampleRate };
}

/** @throws media.bad_audio_config */
export function parseAacConfig(bytes: Uint8Array): AacConfig {
  if (bytes.length > MAX_CONFIG_BYTES) throw badConfig(`an AudioSpecificConfig of ${bytes.length} bytes`);
  const reader = new BitReader(bytes, "media.bad_audio_config");
  const objectType = reader.bits(5);
  const coreRate = readSampleRate(reader);
  const channels = CHANNELS[reader.bits(4)];
  const isHighEfficiency = objectType === 5 || objectType === 29;
  const sampleRate = isHighEfficiency ? readSampleRate(reader) : coreRate;
  const coreType = isHighEfficiency ? reader.bits(5) : objectType;
  if (coreType !== LOW_COMPLEXITY) throw badConfig(`AAC of object type ${coreType}`);
  if (channels === undefined) throw badConfig("channels described in a program config element");
  // frameLengthFlag 1 means 960 samples a frame, which browsers refuse.
  if (reader.flag()) throw badConfig("AAC frames of 960 samples");
  reader.skip(2); // dependsOnCoreCoder, extensionFlag
  return { objectType: isHighEfficiency ? objectType : LOW_COMPLEXITY, sampleRate, channels };
}

/** AAC-LC. @throws media.bad_audio_config */
export function buildAacConfig({ sampleRate, channels }: Omit<AacConfig, "objectType">): Uint8Array<ArrayBuffer> {
  const channelCode = CHANNELS.indexOf(channels);
  if (channelCode < 1) throw badConfig(`${channels} channels`);
  if (!Number.isInteger(sampleRate) || sampleRate < 1 || sampleRate > MAX_SAMPLE_RATE) {
    throw badConfig(`a sample rate of ${sampleRate}`);
  }
  const index = SAMPLE_RATES.indexOf(sampleRate);
  if (index >= 0) return Uint8Array.of((LOW_COMPLEXITY << 3) | (index >> 1), ((index & 1) << 7) | (channelCode << 3));
  const head = (LOW_COMPLEXITY << 3) | (ESCAPED_RATE >> 1);
  const rate = [0x80 | (sampleRate >> 17), (sampleRate >> 9) & 0xff, (sampleRate >> 1) & 0xff];
  return Uint8Array.of(head, ...rate, ((sampleRate & 1) << 7) | (channelCode << 3));
}

function readSampleRate(reader: BitReader): number {
  const index = reader.bits(4);
  const rate = index === ESCAPED_RATE ? reader.bits(24) : (SAMPLE_RATES[index] ?? 0);
  if (rate < 1 || rate > MAX_SAMPLE_RATE) throw badConfig(`a sample rate of ${rate}`);
  return rate;
}

function badConfig(message: string): MediaError {
  return new MediaError("media.bad_audio_config", message);
}
