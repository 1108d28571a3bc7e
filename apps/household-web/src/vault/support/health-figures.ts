// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a new case may tell of hub and cameras: states and formats, no name, no place, no picture. Pure. */
import type { CameraView, HealthFigure, LogHealth } from "../../vault-client/vault-api.ts";

export function healthFigures(cameras: readonly CameraView[], log: LogHealth, nowMs: number): readonly HealthFigure[] {
  return [
    ["Cameras", String(cameras.length)],
    ["History checked by the hub", LOG_WORDS[log.kind]],
    ...cameras.map((camera, i): HealthFigure => [`Camera ${String(i + 1)}`, cameraWords(camera, nowMs)]),
  ];
}

const LOG_WORDS: Readonly<Record<LogHealth["kind"], string>> = {
  witnessed: "yes",
  waiting: "not yet",
  stale: "not lately",
  "no-hub": "no hub",
  "no-log": "no log",
};

function cameraWords({ state, problem, sinceMs, video, hasSound }: CameraView, nowMs: number): string {
  const since = sinceMs === undefined ? [] : [`for ${String(Math.max(0, Math.round((nowMs - sinceMs) / 60_000)))} min`];
  const format = video === undefined ? [] : [`${String(video.width)} × ${String(video.height)} ${video.codec}`];
  const trouble = problem === undefined ? [] : [problem.code];
  return [state, ...since, ...trouble, ...format, hasSound ? "with sound" : "no sound"].join(", ");
}
