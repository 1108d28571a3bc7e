// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What an exported video proves, in words: each clip, what lies between, and the public log. */
import type { GenuineExport, ShownClip, Unshown } from "@nightlatch/protocol/export";

const REASONS: Readonly<Record<Extract<Unshown, { kind: "gap" }>["reason"], string>> = {
  camera_offline: "the camera was offline",
  hub_stopped: "the hub was off",
  disk_full: "the hub's disk was full",
  paused: "recording was paused",
};

export function clipWords({ clip, n, startMs, endMs, count, first, last, ...cut }: ShownClip): string {
  const cuts = [cut.isCutAtStart ? "start" : "", cut.isCutAtEnd ? "end" : ""].filter((side) => side !== "");
  const part =
    cuts.length === 0
      ? "whole"
      : `cut at its ${cuts.join(" and its ")}: fragments ${String(first)} to ${String(last)} of ${String(count - 1)}`;
  const interrupted = cut.wasInterrupted ? "; the hub was interrupted while it recorded" : "";
  return `clip ${clip} (item ${String(n)}), ${time(startMs)} to ${time(endMs)}: ${part}${interrupted}`;
}

/** What of the hub's diary the file does not show; nothing when two clips follow each other in it. */
export function unshownWords(unshown: Unshown): string {
  switch (unshown.kind) {
    case "clip":
      return `LEFT OUT: the hub recorded from ${time(unshown.startMs)} to ${time(unshown.endMs)}, which is not in this file`;
    case "gap":
      return `no recording from ${time(unshown.fromMs)} to ${time(unshown.toMs)}: ${REASONS[unshown.reason]}`;
    case "items":
      return `UNKNOWN: items ${String(unshown.fromN)} to ${String(unshown.toN)} of the hub's diary are not in this file; it may have recorded then`;
  }
}

/** Pauses between clips, as the hub's clock has them. */
export function pauseWords(clips: readonly ShownClip[]): readonly string[] {
  return clips.slice(1).flatMap((clip, i) => {
    const before = clips[i];
    const pauseMs = before === undefined ? 0 : clip.startMs - before.endMs;
    if (before === undefined || pauseMs < LEAST_PAUSE_MS) return [];
    return [`pause of ${(pauseMs / 1000).toFixed(1)} s before ${time(clip.startMs)}: the video jumps over it`];
  });
}

const LEAST_PAUSE_MS = 1000;

export function recordWords({ record }: GenuineExport): readonly string[] {
  if (record === undefined) return ["no public record in this file"];
  const { origin, size, seq, cosigned, witnessedMs } = record;
  const by = cosigned.length === 0 ? "that log alone, without a witness" : cosigned.map(({ name }) => name).join(", ");
  const since = witnessedMs === undefined ? "" : `, at ${time(witnessedMs)} by the witnesses' time`;
  return [
    `the household's history up to entry ${String(seq)} is recorded in the public log ${origin} (${String(size)} leaves), by ${by}${since}`,
  ];
}

export function time(atMs: number): string {
  return new Date(atMs).toISOString();
}
