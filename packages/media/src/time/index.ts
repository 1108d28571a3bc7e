// SPDX-License-Identifier: AGPL-3.0-or-later
export { CameraWallClock } from "./camera-wall-clock.ts";
export { ntpToUnixMs, unixMsToNtp } from "./ntp-time.ts";
export { RtpClock, type RtpClockOptions, type RtpTime } from "./rtp-clock.ts";
