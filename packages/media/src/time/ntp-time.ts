// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file NTP's 32.32 fixed-point time (RFC 5905 §6), as RTCP and the prft box carry it. Good from 1968 to 2104. */

const SECONDS_1900_TO_1970 = 2_208_988_800;
const ERA_SECONDS = 2 ** 32;
const FIRST_ERA_FROM = 0x8000_0000;

export type NtpTime = Readonly<{ seconds: number; fraction: number }>;

export function unixMsToNtp(unixMs: number): NtpTime {
  const whole = Math.floor(unixMs / 1000);
  const fraction = Math.round(((unixMs - whole * 1000) / 1000) * ERA_SECONDS);
  const carry = fraction === ERA_SECONDS ? 1 : 0;
  return { seconds: (whole + carry + SECONDS_1900_TO_1970) % ERA_SECONDS, fraction: carry === 1 ? 0 : fraction };
}

/** 32 bits of seconds since 1900 run out in 2036: without the top bit they count from there (RFC 4330 §3). */
export function ntpToUnixMs({ seconds, fraction }: NtpTime): number {
  const era = seconds < FIRST_ERA_FROM ? ERA_SECONDS : 0;
  return (seconds + era - SECONDS_1900_TO_1970) * 1000 + (fraction / ERA_SECONDS) * 1000;
}
