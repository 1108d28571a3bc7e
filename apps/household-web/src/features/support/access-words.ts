// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What staff asked for and were allowed, in words for a household; and the receipt that it can save. Pure. */
import { calendarDay, clockTime, exactTime } from "@nightlatch/ui-kit/time-words";
import type { AccessPurpose, AccessView, RequestState, StaffName } from "../../vault-client/vault-api.ts";

export const PURPOSE_WORDS: Readonly<Record<AccessPurpose, string>> = {
  camera_offline: "A camera is offline",
  picture_quality: "The picture is not good",
  sound: "Something is wrong with the sound",
  detection: "Something was detected wrongly, or missed",
  app_trouble: "The app does not work as it should",
  other: "Something else",
};

export const REQUEST_WORDS: Readonly<Record<RequestState, string>> = {
  open: "Waits for your answer",
  given: "You allowed it",
  asked: "Waits for another owner",
  refused: "You said no",
  expired: "Nobody answered, so it was a no",
};

export function staffWords({ name, team }: StaffName): string {
  return `${name} of ${team}`;
}

export function clipsWords(count: number): string {
  return count === 1 ? "1 recording" : `${String(count)} recordings`;
}

/** "Sam of Help desk is watching the Front door": what goes on right now. */
export function nowWords({ staff, kind, clips, cameras, isWatching }: AccessView, cameraName: NameOf): string {
  const who = staffWords(staff);
  const what = kind === "clips" ? clipsWords(clips.length) : cameras.map(cameraName).join(", ");
  if (isWatching) return `${who} is watching ${what}`;
  return kind === "clips" ? `${who} may see ${what}` : `${who} may watch ${what}`;
}

export type NameOf = (camera: string) => string;

/** Plain text, for a person. The household's public history is what proves it. */
export function receiptText(access: AccessView, cameraName: NameOf): string {
  const { id, staff, kind, purpose, cameras, clips, sound, by, fromMs, untilMs, stoppedAtMs } = access;
  const names = cameras.map(cameraName).join(", ");
  const what = kind === "clips" ? `${clipsWords(clips.length)} of ${names}` : `${names}, live`;
  return [
    "Nightlatch: who has seen what",
    "",
    `Who: ${staffWords(staff)}`,
    `What: ${what}, ${sound ? "with sound" : "without sound"}`,
    `Why: ${PURPOSE_WORDS[purpose]}`,
    `Allowed by: ${by}, ${dateWords(fromMs)}`,
    `Until: ${dateWords(untilMs)}`,
    ...(stoppedAtMs === undefined ? [] : [`Stopped: ${dateWords(stoppedAtMs)}`]),
    "",
    ...access.releases.map((release) => `Keys of ${clipsWords(release.clips)} handed over: ${dateWords(release.atMs)}`),
    ...access.fetches.map((fetch) => `Fetched, signed by staff: recording ${fetch.clip}, ${dateWords(fetch.atMs)}`),
    ...(access.fetches.length === 0 ? ["No fetch was signed."] : []),
    "",
    `Grant ${id}`,
    "",
  ].join("\n");
}

function dateWords(atMs: number): string {
  return `${calendarDay(atMs)}, ${exactTime(atMs)}`;
}

/** Why it is over, or until when it is not. */
export function endWords({ isOpen, stoppedAtMs, untilMs }: AccessView): string {
  if (stoppedAtMs !== undefined) return `You stopped it at ${clockTime(stoppedAtMs)}`;
  return isOpen ? `Open until ${clockTime(untilMs)}` : `Ended at ${clockTime(untilMs)}`;
}
