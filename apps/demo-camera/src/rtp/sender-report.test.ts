// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { encodeSenderReport } from "./sender-report.ts";

const REPORT = { ssrc: 0xdeadbeef, wallMs: 1_000_000_500, rtpTimestamp: 90_000, packetCount: 7, octetCount: 700 };

describe("encodeSenderReport", () => {
  it("ties an RTP timestamp to NTP time, half a second as half of 2^32", () => {
    const view = new DataView(encodeSenderReport(REPORT).buffer);
    expect([view.getUint32(4), view.getUint32(8), view.getUint32(12)]).toEqual([
      0xdeadbeef,
      2_208_988_800 + 1_000_000,
      2 ** 31,
    ]);
    expect([view.getUint32(16), view.getUint32(20), view.getUint32(24)]).toEqual([90_000, 7, 700]);
  });

  it("is a compound of whole 32-bit words: a report, then the source's name", () => {
    const packet = encodeSenderReport(REPORT);
    const view = new DataView(packet.buffer);
    expect([packet[1], packet[29], packet[36]]).toEqual([200, 202, 1]);
    expect(28 + (view.getUint16(30) + 1) * 4).toBe(packet.length);
    expect(packet.at(-1)).toBe(0);
  });

  it("lets counters and timestamps wrap", () => {
    const view = new DataView(encodeSenderReport({ ...REPORT, rtpTimestamp: 2 ** 32 + 5, octetCount: 2 ** 32 }).buffer);
    expect([view.getUint32(16), view.getUint32(24)]).toEqual([5, 0]);
  });
});
