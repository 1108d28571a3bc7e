// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file H.264 over RTP, packetization-mode 1 (RFC 6184): single NAL units, FU-A and, on request, STAP-A. */
import { fragmentUnit, MAX_PAYLOAD_BYTES, type RtpPayload } from "./rtp-payload.ts";

const STAP_A = 24;
const FU_A = 28;

/** @param aggregate puts neighbouring small NAL units into one STAP-A packet, as some cameras do. */
export function packetizeH264(nals: readonly Uint8Array[], aggregate: boolean): RtpPayload[] {
  const units = aggregate ? aggregateSmall(nals) : nals;
  return units.flatMap((unit, n) => {
    const isLast = n === units.length - 1;
    if (unit.length <= MAX_PAYLOAD_BYTES) return [{ bytes: unit, marker: isLast }];
    const header = unit[0] ?? 0;
    return fragmentUnit(unit.subarray(1), isLast, ({ isStart, isEnd }) => [
      (header & 0xe0) | FU_A,
      (isStart ? 0x80 : 0) | (isEnd ? 0x40 : 0) | (header & 0x1f),
    ]);
  });
}

function aggregateSmall(nals: readonly Uint8Array[]): Uint8Array[] {
  const units: Uint8Array[] = [];
  let group: Uint8Array[] = [];
  let groupBytes = 1;
  const closeGroup = (): void => {
    const only = group.length === 1 ? group[0] : undefined;
    if (group.length > 0) units.push(only ?? stapA(group, groupBytes));
    group = [];
    groupBytes = 1;
  };
  for (const nal of nals) {
    if (groupBytes + 2 + nal.length > MAX_PAYLOAD_BYTES) closeGroup();
    if (3 + nal.length > MAX_PAYLOAD_BYTES) {
      units.push(nal);
      continue;
    }
    group.push(nal);
    groupBytes += 2 + nal.length;
  }
  closeGroup();
  return units;
}

/** RFC 6184 §5.7.1: the header carries the greatest NRI and any forbidden bit. */
function stapA(nals: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const unit = new Uint8Array(sizeBytes);
  let nri = 0;
  let offset = 1;
  for (const nal of nals) {
    nri = Math.max(nri, (nal[0] ?? 0) & 0x60);
    unit[offset] = nal.length >> 8;
    unit[offset + 1] = nal.length & 0xff;
    unit.set(nal, offset + 2);
    offset += 2 + nal.length;
  }
  unit[0] = nri | STAP_A;
  return unit;
}
