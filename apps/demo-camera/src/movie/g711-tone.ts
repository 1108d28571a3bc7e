// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sound of a cheap camera: a soft beep each second, in G.711 (ITU-T G.711, RFC 3551 §4.5.14).
 * Made here, since nothing in the house encodes it and a beep shows drift between picture and sound.
 */
import type { AudioLoop } from "./loop-clock.ts";

export type G711Law = "pcmu" | "pcma";

const SAMPLE_RATE = 8000;
const SAMPLES_PER_FRAME = 160;
const BEEP_SAMPLES = 800;

export function g711Tone(law: G711Law): AudioLoop {
  const second = Uint8Array.from({ length: SAMPLE_RATE }, (_, n) => encodeG711(law, beepSample(n)));
  const frameAt = (n: number): Uint8Array => {
    const start = (n * SAMPLES_PER_FRAME) % SAMPLE_RATE;
    return second.subarray(start, start + SAMPLES_PER_FRAME);
  };
  return { clockHz: SAMPLE_RATE, samplesPerFrame: SAMPLES_PER_FRAME, frameAt };
}

/** One 16-bit sample to its 8-bit code. */
export function encodeG711(law: G711Law, sample: number): number {
  return law === "pcmu" ? encodeMuLaw(sample) : encodeALaw(sample);
}

function beepSample(n: number): number {
  if (n >= BEEP_SAMPLES) return 0;
  const envelope = Math.sin((Math.PI * n) / BEEP_SAMPLES) ** 2;
  return Math.round(6000 * envelope * Math.sin((2 * Math.PI * 880 * n) / SAMPLE_RATE));
}

function encodeMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = Math.max(0, Math.floor(Math.log2(magnitude)) - 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function encodeALaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_767);
  const exponent = magnitude < 256 ? 0 : Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}
