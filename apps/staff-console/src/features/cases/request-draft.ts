// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A request while it is being filled in: the fields as they are typed, what is wrong with them, what comes of them. */
import type { Purpose, RequestInput } from "../../vault-client/vault-api.ts";
import { MAX_CLIP_MINUTES, MAX_LIVE_MINUTES, MAX_REQUEST_WORDS } from "../../words/request-words.ts";

export type RequestDraft = Readonly<{
  kind: "clips" | "live";
  purpose: Purpose;
  words: string;
  minutes: number;
  /** As <input type="datetime-local"> has it, in this computer's time zone. */
  from: string;
  to: string;
}>;

const HOUR_MS = 3_600_000;

/** The last hour: what most customers write about. */
export function emptyDraft(nowMs: number): RequestDraft {
  return {
    kind: "clips",
    purpose: "camera_offline",
    words: "",
    minutes: 60,
    from: localTime(nowMs - HOUR_MS),
    to: localTime(nowMs),
  };
}

/** Undefined when it may be sent. */
export function faultOf(draft: RequestDraft, nowMs: number): string | undefined {
  const { kind, words, minutes } = draft;
  if (words.trim() === "") return "Say in a sentence what you want to look at, and why.";
  if (words.length > MAX_REQUEST_WORDS) return `At most ${MAX_REQUEST_WORDS} characters.`;
  if (!Number.isInteger(minutes) || minutes < 1) return "At least one minute.";
  if (kind === "live" && minutes > MAX_LIVE_MINUTES) return "Live at most an hour at a time.";
  if (minutes > MAX_CLIP_MINUTES) return "At most seven days.";
  if (kind === "live") return undefined;
  const { fromMs, toMs } = requestOf(draft);
  if (fromMs >= toMs) return "The recordings must begin before they end.";
  return fromMs > nowMs ? "Those recordings are not made yet." : undefined;
}

/** @param draft of which `faultOf` may still say something: the preview shows it as it is */
export function requestOf({ kind, purpose, words, minutes, from, to }: RequestDraft): Omit<RequestInput, "case"> {
  const [fromMs, toMs] = kind === "live" ? [0, 0] : [timeOf(from), timeOf(to)];
  return { kind, purpose, words: words.trim(), minutes, fromMs, toMs };
}

function timeOf(local: string): number {
  const atMs = new Date(local).getTime();
  return Number.isNaN(atMs) ? 0 : atMs;
}

/** "2026-11-24T14:30" in local time. */
function localTime(atMs: number): string {
  const zoneMs = new Date(atMs).getTimezoneOffset() * 60_000;
  return new Date(atMs - zoneMs).toISOString().slice(0, 16);
}
