// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file G.711 to 16-bit sound (ITU-T G.711), by table. */

/** As RTP names them (RFC 3551): mu-law and A-law. */
export type G711Law = "pcmu" | "pcma";

const TABLES: Readonly<Record<G711Law, Int16Array>> = {
  pcmu: Int16Array.from({ length: 256 }, (_, code) => decodeMuLaw(code)),
  pcma: Int16Array.from({ length: 256 }, (_, code) => decodeALaw(code)),
};

/** Low bits that are zero in every sample of the law. */
export const G711_ZERO_BITS: Readonly<Record<G711Law, number>> = { pcmu: 2, pcma: 3 };

export function decodeG711(law: G711Law, codes: Uint8Array): Int16Array {
  const table = TABLES[law];
  const samples = new Int16Array(codes.length);
  for (let i = 0; i < codes.length; i += 1) samples[i] = table[codes[i] ?? 0] ?? 0;
  return samples;
}

function decodeMuLaw(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
  return (bits & 0x80) === 0 ? magnitude : -magnitude;
}

function decodeALaw(code: number): number {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (bits & 0x80) === 0 ? -magnitude : magnitude;
}
