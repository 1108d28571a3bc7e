// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a request says, in the words that the household reads before it signs. */
import { clockTime, dayInside, spanWords } from "@nightlatch/ui-kit/time-words";
import type { Purpose, RequestInput } from "../vault-client/vault-api.ts";

export const PURPOSES: readonly Readonly<{ value: Purpose; label: string }>[] = [
  { value: "camera_offline", label: "A camera is offline" },
  { value: "picture_quality", label: "The picture looks wrong" },
  { value: "sound", label: "The sound is wrong" },
  { value: "detection", label: "Something was detected wrongly, or not at all" },
  { value: "app_trouble", label: "Trouble with the app" },
  { value: "other", label: "Something else" },
];

export const MAX_REQUEST_WORDS = 500;
export const MAX_LIVE_MINUTES = 60;
/** Seven days: a grant of clips ends by then. */
export const MAX_CLIP_MINUTES = 10_080;

export function purposeWords(purpose: Purpose): string {
  return PURPOSES.find(({ value }) => value === purpose)?.label ?? purpose;
}

type Asked = Omit<RequestInput, "case">;

/** "watch recordings from today, 09:00 to 10:00" */
export function whatWords({ kind, fromMs, toMs }: Pick<Asked, "kind" | "fromMs" | "toMs">, nowMs: number): string {
  if (kind === "live") return "watch one camera of yours live";
  const from = `${dayInside(fromMs, nowMs)}, ${clockTime(fromMs)}`;
  const until = dayInside(fromMs, nowMs) === dayInside(toMs, nowMs) ? "" : `${dayInside(toMs, nowMs)}, `;
  return `watch recordings of ${from} to ${until}${clockTime(toMs)} that you choose`;
}

export function minutesWords(minutes: number): string {
  return spanWords(minutes * 60_000);
}
