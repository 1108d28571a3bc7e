// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file RTP timestamps (RFC 3550 §5.1) to ticks without end, and to the time of capture.
 *
 * Sender reports map ticks to the camera's clock, and that to ours. Until the first one the arrival does: nothing
 * arrives before it was captured, so the earliest arrival of a while is the best guess, and follows a drifting crystal.
 */
import { CameraWallClock } from "./camera-wall-clock.ts";
import { ntpToUnixMs } from "./ntp-time.ts";

export type RtpTime = Readonly<{
  /** Ticks of the clock rate. Goes back only by B-frame order, never by wrap or jump. */
  ticks: number;
  /** Unix time, fractional. */
  captureTimeMs: number;
  /** The clock jumped: what follows does not belong behind what was. Announce new tracks, start a new clip. */
  startsTimeline: boolean;
}>;

export type RtpClockOptions = Readonly<{
  clockRateHz: number;
  /** Share one among the streams of a camera. */
  wallClock?: CameraWallClock;
}>;

/** RTP sends pictures in decode order: a B-frame's time lies before that of the frame sent ahead of it. */
const MAX_REORDER_MS = 1000;
const MAX_JUMP_MS = 10_000;
const DRIFT_WINDOW_MS = 10_000;

type Seen = Readonly<{ rtpTimestamp: number; ticks: number; arrivalMs: number }>;

/** One RTP stream's clock. Owns the unwrapping state and the mapping. */
export class RtpClock {
  readonly #ticksPerMs: number;
  readonly #wallClock: CameraWallClock;
  /** The packet furthest along so far. */
  #newest: Seen | undefined;
  #earlyReport: Readonly<{ rtpTimestamp: number; capturedMs: number }> | undefined;
  /** Capture time of tick 0. */
  #originMs = 0;
  #isReported = false;
  #hasMovedFar = false;
  #window = { startMs: 0, earliestMs: Infinity };

  constructor({ clockRateHz, wallClock = new CameraWallClock() }: RtpClockOptions) {
    this.#ticksPerMs = clockRateHz / 1000;
    this.#wallClock = wallClock;
  }

  /** A sender report: the camera's `ntpTime` (32.32) belongs to `rtpTimestamp`. `arrivalMs` is our Unix time. */
  report(ntpTime: bigint, rtpTimestamp: number, arrivalMs: number): void {
    // A camera without a clock sends zero, which RFC 3550 allows.
    if (ntpTime === 0n) return;
    const cameraMs = ntpToUnixMs({ seconds: Number(ntpTime >> 32n), fraction: Number(ntpTime & 0xffff_ffffn) });
    const capturedMs = this.#wallClock.observe(cameraMs, arrivalMs);
    if (this.#newest === undefined) this.#earlyReport = { rtpTimestamp, capturedMs };
    else this.#map(rtpTimestamp, capturedMs, this.#newest);
  }

  /** The time of a packet, or of the frame that it ends, which arrived at `arrivalMs`, our Unix time. */
  at(rtpTimestamp: number, arrivalMs: number): RtpTime {
    const newest = this.#newest ?? this.#start(rtpTimestamp, arrivalMs);
    let ticks = unwrap(rtpTimestamp, newest);
    const advanceMs = (ticks - newest.ticks) / this.#ticksPerMs;
    const elapsedMs = arrivalMs - newest.arrivalMs;
    const hasJumped = advanceMs < -MAX_REORDER_MS || advanceMs - elapsedMs > MAX_JUMP_MS;
    if (hasJumped) {
      // Ticks go on by what our clock saw, so that nobody behind us meets a step back.
      ticks = newest.ticks + Math.max(1, Math.round(elapsedMs * this.#ticksPerMs));
      this.#anchor(ticks, arrivalMs);
    }
    if (ticks > newest.ticks) this.#newest = { rtpTimestamp, ticks, arrivalMs };
    if (!this.#isReported) this.#followArrival(ticks, arrivalMs);
    const startsTimeline = hasJumped || this.#hasMovedFar;
    this.#hasMovedFar = false;
    return { ticks, captureTimeMs: this.#captureTimeMs(ticks), startsTimeline };
  }

  #start(rtpTimestamp: number, arrivalMs: number): Seen {
    const first = { rtpTimestamp, ticks: 0, arrivalMs };
    this.#newest = first;
    this.#anchor(0, arrivalMs);
    if (this.#earlyReport) this.#map(this.#earlyReport.rtpTimestamp, this.#earlyReport.capturedMs, first);
    this.#hasMovedFar = false;
    return first;
  }

  /** Forgets what was known: `ticks` is captured now. */
  #anchor(ticks: number, arrivalMs: number): void {
    this.#originMs = arrivalMs - ticks / this.#ticksPerMs;
    this.#isReported = false;
    this.#window = { startMs: arrivalMs, earliestMs: Infinity };
  }

  #map(rtpTimestamp: number, capturedMs: number, newest: Seen): void {
    const originMs = capturedMs - unwrap(rtpTimestamp, newest) / this.#ticksPerMs;
    // The camera chose both numbers: a report by which the newest packet was not captured about now is wrong.
    const latencyMs = newest.arrivalMs - (originMs + newest.ticks / this.#ticksPerMs);
    if (Math.abs(latencyMs) > MAX_JUMP_MS) return;
    this.#moveOrigin(originMs);
    this.#isReported = true;
  }

  #followArrival(ticks: number, arrivalMs: number): void {
    const latencyMs = arrivalMs - this.#captureTimeMs(ticks);
    if (latencyMs < 0) this.#moveOrigin(this.#originMs + latencyMs);
    this.#window.earliestMs = Math.min(this.#window.earliestMs, Math.max(0, latencyMs));
    if (arrivalMs - this.#window.startMs < DRIFT_WINDOW_MS) return;
    this.#moveOrigin(this.#originMs + this.#window.earliestMs);
    this.#window = { startMs: arrivalMs, earliestMs: Infinity };
  }

  #moveOrigin(originMs: number): void {
    if (Math.abs(originMs - this.#originMs) > MAX_JUMP_MS) this.#hasMovedFar = true;
    this.#originMs = originMs;
  }

  #captureTimeMs(ticks: number): number {
    return this.#originMs + ticks / this.#ticksPerMs;
  }
}

/** 32 bits, taken as the nearest to the newest: good for half of their range, 6.6 hours at 90 kHz. */
function unwrap(rtpTimestamp: number, newest: Seen): number {
  return newest.ticks + ((rtpTimestamp - newest.rtpTimestamp) | 0);
}
