// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CameraWallClock } from "./camera-wall-clock.ts";
import { ntpToUnixMs, unixMsToNtp } from "./ntp-time.ts";
import { RtpClock } from "./rtp-clock.ts";

const NOW_MS = 1_767_225_600_000;
const FRAME = 6000;
const FRAME_MS = FRAME / 90;
const HOUR_MS = 3_600_000;

function ntp(unixMs: number): bigint {
  const { seconds, fraction } = unixMsToNtp(unixMs);
  return (BigInt(seconds) << 32n) | BigInt(fraction);
}

/** Frames 0 to count-1 of a 15 fps stream, each taken `latencyMs` before it arrives. */
function feed(clock: RtpClock, from: number, count: number, latencyMs = 0): readonly ReturnType<RtpClock["at"]>[] {
  return Array.from({ length: count }, (_, i) => {
    const n = from + i;
    return clock.at((n * FRAME) >>> 0, NOW_MS + n * FRAME_MS + latencyMs);
  });
}

describe("NTP time", () => {
  it("comes back from 1970 to 2100, over the end of its first era in 2036", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4_102_444_800_000, noNaN: true }), (unixMs) => {
        expect(Math.abs(ntpToUnixMs(unixMsToNtp(unixMs)) - unixMs)).toBeLessThan(0.001);
      }),
    );
  });

  it("carries a fraction that rounds up to a second", () => {
    expect(unixMsToNtp(999.999_999_99)).toEqual({ seconds: 2_208_988_801, fraction: 0 });
  });
});

describe("ticks", () => {
  it("go on where RTP's 32 bits wrap", () => {
    const clock = new RtpClock({ clockRateHz: 90_000 });
    const start = 2 ** 32 - 3 * FRAME;
    const ticks = [0, 1, 2, 3, 4].map((n) => clock.at((start + n * FRAME) % 2 ** 32, NOW_MS + n * FRAME_MS).ticks);
    expect(ticks).toEqual([0, 1, 2, 3, 4].map((n) => n * FRAME));
  });

  it("go back by the order of B-frames and by nothing else", () => {
    const clock = new RtpClock({ clockRateHz: 90_000 });
    const times = [0, 3, 1, 2, 6].map((n, i) => clock.at(n * FRAME, NOW_MS + i * FRAME_MS));
    expect(times.map(({ ticks }) => ticks / FRAME)).toEqual([0, 3, 1, 2, 6]);
    expect(times.some(({ startsTimeline }) => startsTimeline)).toBe(false);
  });

  it("never step back, whatever a camera writes, but for B-frames", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: -20_000, max: 20_000 }))), (packets) => {
        const clock = new RtpClock({ clockRateHz: 90_000 });
        let highest = 0;
        let arrivalMs = NOW_MS;
        for (const [rtpTimestamp, stepMs] of packets) {
          arrivalMs += stepMs;
          const { ticks, captureTimeMs } = clock.at(rtpTimestamp, arrivalMs);
          expect(ticks).toBeGreaterThanOrEqual(highest - 90_000);
          expect(Number.isFinite(captureTimeMs)).toBe(true);
          highest = Math.max(highest, ticks);
        }
      }),
    );
  });
});

describe("a timeline", () => {
  it("starts anew when the camera's clock steps back, or forward by more than ten seconds", () => {
    for (const jump of [-5 * 90_000, 11 * 90_000, 2 ** 31 - 1, -(2 ** 31 - FRAME)]) {
      const clock = new RtpClock({ clockRateHz: 90_000 });
      feed(clock, 0, 10);
      const after = clock.at((10 * FRAME + jump) >>> 0, NOW_MS + 10 * FRAME_MS);
      expect(after).toMatchObject({ startsTimeline: true, ticks: 10 * FRAME });
      expect(after.captureTimeMs).toBeCloseTo(NOW_MS + 10 * FRAME_MS, 3);
      expect(clock.at((11 * FRAME + jump) >>> 0, NOW_MS + 11 * FRAME_MS)).toMatchObject({ startsTimeline: false });
    }
  });

  it("starts anew when our own clock steps by hours", () => {
    for (const stepMs of [-HOUR_MS, HOUR_MS]) {
      const clock = new RtpClock({ clockRateHz: 90_000 });
      feed(clock, 0, 10);
      const later = Array.from({ length: 400 }, (_, i) =>
        clock.at((10 + i) * FRAME, NOW_MS + stepMs + (10 + i) * FRAME_MS),
      );
      expect(later.filter(({ startsTimeline }) => startsTimeline)).toHaveLength(1);
      expect(later.at(-1)?.captureTimeMs).toBeCloseTo(NOW_MS + stepMs + 409 * FRAME_MS, 3);
    }
  });

  it("goes on over a pause of the network", () => {
    const clock = new RtpClock({ clockRateHz: 90_000 });
    feed(clock, 0, 10);
    const burst = Array.from({ length: 180 }, (_, i) => clock.at((10 + i) * FRAME, NOW_MS + 190 * FRAME_MS));
    expect(burst.some(({ startsTimeline }) => startsTimeline)).toBe(false);
    expect(burst[0]?.captureTimeMs).toBeCloseTo(NOW_MS + 10 * FRAME_MS, 3);
  });
});

describe("capture time", () => {
  it("is that of the earliest arrival while no report came", () => {
    const clock = new RtpClock({ clockRateHz: 90_000 });
    expect(clock.at(0, NOW_MS + 50).captureTimeMs).toBe(NOW_MS + 50);
    expect(clock.at(FRAME, NOW_MS + FRAME_MS).captureTimeMs).toBeCloseTo(NOW_MS + FRAME_MS, 3);
    expect(clock.at(2 * FRAME, NOW_MS + 2 * FRAME_MS + 30).captureTimeMs).toBeCloseTo(NOW_MS + 2 * FRAME_MS, 3);
  });

  it("follows a crystal that runs slow by a thousandth, within what ten seconds drift", () => {
    const clock = new RtpClock({ clockRateHz: 90_000 });
    let lateMs = 0;
    for (let n = 0; n < 15 * 120; n += 1) {
      const arrivalMs = NOW_MS + n * FRAME_MS * 1.001;
      lateMs = arrivalMs - clock.at(n * FRAME, arrivalMs).captureTimeMs;
    }
    expect(Math.abs(lateMs)).toBeLessThan(25);
  });

  it("is the camera's when its report is plausible", () => {
    const clock = new RtpClock({ clockRateHz: 90_000 });
    feed(clock, 0, 3, 200);
    clock.report(ntp(NOW_MS + 2 * FRAME_MS), 2 * FRAME, NOW_MS + 2 * FRAME_MS + 200);
    expect(feed(clock, 3, 1, 200)[0]?.captureTimeMs).toBeCloseTo(NOW_MS + 3 * FRAME_MS, 3);
  });

  it("is the camera's from the first packet on when the report came before it", () => {
    const clock = new RtpClock({ clockRateHz: 90_000 });
    clock.report(ntp(NOW_MS), 0, NOW_MS + 150);
    expect(feed(clock, 1, 1, 150)[0]?.captureTimeMs).toBeCloseTo(NOW_MS + FRAME_MS, 3);
  });

  it("is ours when the camera's clock is years off, and picture and sound still belong together", () => {
    const wallClock = new CameraWallClock();
    const video = new RtpClock({ clockRateHz: 90_000, wallClock });
    const audio = new RtpClock({ clockRateHz: 8000, wallClock });
    const cameraMs = NOW_MS - 20 * 365 * 24 * HOUR_MS;
    video.at(0, NOW_MS);
    audio.at(0, NOW_MS + 180);
    video.report(ntp(cameraMs), 0, NOW_MS + 20);
    audio.report(ntp(cameraMs + 100), 0, NOW_MS + 190);
    const picture = video.at(0, NOW_MS + 20);
    const sound = audio.at(0, NOW_MS + 190);
    expect(Math.abs(picture.captureTimeMs - NOW_MS)).toBeLessThan(1000);
    expect(sound.captureTimeMs - picture.captureTimeMs).toBeCloseTo(100, 3);
  });

  it("stays when the camera's clock is set while it streams", () => {
    const clock = new RtpClock({ clockRateHz: 90_000 });
    feed(clock, 0, 3);
    clock.report(ntp(NOW_MS + 2 * FRAME_MS), 2 * FRAME, NOW_MS + 2 * FRAME_MS);
    clock.report(ntp(NOW_MS + 2 * FRAME_MS + HOUR_MS), 2 * FRAME, NOW_MS + 2 * FRAME_MS + 10);
    const [after] = feed(clock, 3, 1);
    expect(after?.startsTimeline).toBe(false);
    expect(Math.abs((after?.captureTimeMs ?? 0) - (NOW_MS + 3 * FRAME_MS))).toBeLessThan(1000);
  });

  it("ignores a report whose two numbers cannot both be true, and one of a camera without a clock", () => {
    const clock = new RtpClock({ clockRateHz: 90_000 });
    feed(clock, 0, 3);
    clock.report(ntp(NOW_MS), 90_000 * 7200, NOW_MS + 100);
    clock.report(0n, 2 * FRAME, NOW_MS + 100);
    expect(feed(clock, 3, 1)[0]?.captureTimeMs).toBeCloseTo(NOW_MS + 3 * FRAME_MS, 3);
  });
});
