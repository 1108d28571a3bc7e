// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file NAL units as MP4 stores them: each after its length (ISO/IEC 14496-15 §5.3.2). */
import { DemoCameraError } from "../errors.ts";

/** @throws demo_camera.unreadable_movie when a length points past the end. */
export function splitLengthPrefixed(data: Uint8Array, lengthSize: number): Uint8Array[] {
  const nals: Uint8Array[] = [];
  let offset = 0;
  while (offset < data.length) {
    let length = 0;
    for (let n = 0; n < lengthSize; n += 1) length = length * 256 + (data[offset + n] ?? 0);
    offset += lengthSize;
    if (length === 0 || offset + length > data.length) {
      throw new DemoCameraError("demo_camera.unreadable_movie", "a NAL unit runs past the end of its frame");
    }
    nals.push(data.subarray(offset, offset + length));
    offset += length;
  }
  return nals;
}
