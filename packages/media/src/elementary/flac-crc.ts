// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The two checksums of a FLAC frame (RFC 9639 §9.1.8, §9.3). */

const CRC8 = makeTable(8, 0x07);
const CRC16 = makeTable(16, 0x8005);

export function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = CRC8[crc ^ byte] ?? 0;
  return crc;
}

export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ byte] ?? 0);
  return crc;
}

function makeTable(width: 8 | 16, polynomial: number): Uint16Array {
  const top = 1 << (width - 1);
  const mask = (1 << width) - 1;
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (width - 8);
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ ((crc & top) === 0 ? 0 : polynomial)) & mask;
    return crc;
  });
}
