// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file AAC in RTP (RFC 3640, AAC-hbr and AAC-lbr without interleaving): AU headers, then raw frames. */

export type AacFormat = Readonly<{ sizeBits: number; indexBits: number; indexDeltaBits: number }>;

/** RFC 3640 gives sizes at most 13 bits in the modes that we take; the bound is for what the camera may write. */
const MAX_FIELD_BITS = 16;
const MAX_FRAMES_PER_PACKET = 64;

/** Undefined when the description asks for something that no mode of ours has. */
export function parseAacFormat(format: ReadonlyMap<string, string>): AacFormat | undefined {
  const isLowRate = format.get("mode")?.toLowerCase() === "aac-lbr";
  const sizeBits = readBits(format.get("sizelength"), isLowRate ? 6 : 13);
  const indexBits = readBits(format.get("indexlength"), isLowRate ? 2 : 3);
  const indexDeltaBits = readBits(format.get("indexdeltalength"), isLowRate ? 2 : 3);
  const isKnown =
    sizeBits >= 1 && sizeBits <= MAX_FIELD_BITS && indexBits <= MAX_FIELD_BITS && indexDeltaBits <= MAX_FIELD_BITS;
  return isKnown ? { sizeBits, indexBits, indexDeltaBits } : undefined;
}

/** Owns the frame that spans packets. */
export class AacPayload {
  readonly #format: AacFormat;
  #partial: { bytes: Uint8Array; filled: number } | undefined;

  constructor(format: AacFormat) {
    this.#format = format;
  }

  /** Raw frames in order, copied out of the packet. Undefined when the packet is malformed. */
  push(payload: Uint8Array): readonly Uint8Array[] | undefined {
    const sizes = readSizes(payload, this.#format);
    if (sizes === undefined) return undefined;
    const headerBytes = 2 + Math.ceil((((payload[0] ?? 0) << 8) | (payload[1] ?? 0)) / 8);
    const data = payload.subarray(headerBytes);
    const [first] = sizes;
    if (sizes.length === 1 && first !== undefined && first > data.length) return this.#pushFragment(first, data);
    this.#partial = undefined;
    const frames: Uint8Array[] = [];
    let offset = 0;
    for (const size of sizes) {
      // The camera chose each size.
      if (offset + size > data.length) return undefined;
      if (size > 0) frames.push(data.slice(offset, offset + size));
      offset += size;
    }
    return frames;
  }

  /** A packet was lost: half a frame is none. */
  reset(): void {
    this.#partial = undefined;
  }

  #pushFragment(sizeBytes: number, data: Uint8Array): readonly Uint8Array[] | undefined {
    if (this.#partial?.bytes.length !== sizeBytes) this.#partial = { bytes: new Uint8Array(sizeBytes), filled: 0 };
    const partial = this.#partial;
    if (partial.filled + data.length > sizeBytes) {
      this.#partial = undefined;
      return undefined;
    }
    partial.bytes.set(data, partial.filled);
    partial.filled += data.length;
    if (partial.filled < sizeBytes) return [];
    this.#partial = undefined;
    return [partial.bytes];
  }
}

function readSizes(
  payload: Uint8Array,
  { sizeBits, indexBits, indexDeltaBits }: AacFormat,
): readonly number[] | undefined {
  if (payload.length < 2) return undefined;
  const totalBits = ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
  if (2 + Math.ceil(totalBits / 8) > payload.length) return undefined;
  const sizes: number[] = [];
  let bit = 16;
  const end = 16 + totalBits;
  while (bit + sizeBits + (sizes.length === 0 ? indexBits : indexDeltaBits) <= end) {
    if (sizes.length === MAX_FRAMES_PER_PACKET) return undefined;
    sizes.push(takeBits(payload, bit, sizeBits));
    const skipped = sizes.length === 1 ? indexBits : indexDeltaBits;
    // An index (delta) other than 0 means interleaved frames, which no camera needs.
    if (takeBits(payload, bit + sizeBits, skipped) !== 0) return undefined;
    bit += sizeBits + skipped;
  }
  return sizes.length === 0 ? undefined : sizes;
}

function takeBits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let bit = start; bit < start + count; bit += 1) {
    value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
  }
  return value;
}

function readBits(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  return /^\d{1,3}$/.test(text) ? Number(text) : MAX_FIELD_BITS + 1;
}
