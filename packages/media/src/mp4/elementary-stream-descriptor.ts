// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The wrapping of an AudioSpecificConfig in MP4: nested MPEG-4 descriptors (ISO/IEC 14496-1 §7.2.6). */
import { ByteReader, concatBytes } from "@nightlatch/bytes";
import { badBox, refuseTruncation } from "./boxes.ts";

const ES_DESCRIPTOR = 3;
const DECODER_CONFIG = 4;
const DECODER_SPECIFIC_INFO = 5;
const SYNC_LAYER_CONFIG = 6;
const MPEG4_AUDIO = 0x40;
const AUDIO_STREAM = 0x15;
const PREDEFINED_FOR_MP4 = 2;
/** Buffer size, greatest and average bit rate: unknown. */
const RATES = new Uint8Array(11);
const MAX_ONE_BYTE_SIZE = 127;

export function buildEsds(audioSpecificConfig: Uint8Array): Uint8Array {
  const info = descriptor(DECODER_SPECIFIC_INFO, audioSpecificConfig);
  const decoder = descriptor(DECODER_CONFIG, Uint8Array.of(MPEG4_AUDIO, AUDIO_STREAM), RATES, info);
  const syncLayer = descriptor(SYNC_LAYER_CONFIG, Uint8Array.of(PREDEFINED_FOR_MP4));
  return descriptor(ES_DESCRIPTOR, new Uint8Array(3), decoder, syncLayer);
}

/** The AudioSpecificConfig inside. @throws media.bad_box */
export function parseEsds(bytes: Uint8Array): Uint8Array {
  const stream = new ByteReader(readDescriptor(new ByteReader(bytes), ES_DESCRIPTOR));
  return refuseTruncation(() => {
    stream.take(3);
    const decoder = new ByteReader(readDescriptor(stream, DECODER_CONFIG));
    if (decoder.u8() !== MPEG4_AUDIO) throw badBox("a descriptor of something else than MPEG-4 sound");
    decoder.take(1 + RATES.length);
    return readDescriptor(decoder, DECODER_SPECIFIC_INFO);
  });
}

function descriptor(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...parts);
  if (body.length > MAX_ONE_BYTE_SIZE) throw badBox(`a descriptor of ${body.length} bytes`);
  return concatBytes(Uint8Array.of(tag, body.length), body);
}

function readDescriptor(reader: ByteReader, tag: number): Uint8Array {
  return refuseTruncation(() => {
    if (reader.u8() !== tag) throw badBox(`no descriptor ${tag}`);
    const size = reader.u8();
    if (size > MAX_ONE_BYTE_SIZE) throw badBox("a descriptor with a long size");
    return reader.take(size);
  });
}
