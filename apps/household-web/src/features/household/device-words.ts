// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What each kind of key holder may do, since when it is in and when it was last seen, in a household's words. */
import { calendarDay, clockTime, dayInside, spanWords } from "@nightlatch/ui-kit/time-words";
import type { DeviceName, DeviceRole, DeviceView } from "../../vault-client/vault-api.ts";

export const ROLE_WORDS: Readonly<Record<DeviceRole, string>> = {
  owner: "Sees everything and manages",
  member: "Watches",
  guest: "Watches some cameras until a date",
  hub: "Records and seals. Can’t open recordings",
  paper: "24 words on paper, for when all devices are lost",
};

/** "Ben’s phone", or "Pixel 7 (Ben)" where the device's name does not say whose it is. */
export function deviceLabel({ name, person }: Pick<DeviceName, "name" | "person">): string {
  return person === "" || name.toLowerCase().includes(person.toLowerCase()) ? name : `${name} (${person})`;
}

export function personLabel({ name, person }: Pick<DeviceName, "name" | "person">): string {
  return person === "" ? name : person;
}

/** "Since 3 Dec 2026, let in by Anna". */
export function sinceWords({ addedAtMs, addedBy }: DeviceView): string {
  return `Since ${calendarDay(addedAtMs)}${addedBy === undefined ? "" : `, let in by ${personLabel(addedBy)}`}`;
}

/** From what the device itself signed, never from the server's word. */
export function lastSeenWords({ lastSeenMs, isThisDevice }: DeviceView, nowMs: number): string {
  if (isThisDevice) return "In use now";
  if (lastSeenMs === undefined) return "Not seen yet";
  if (nowMs - lastSeenMs < HOUR_MS) return "Seen within the last hour";
  if (nowMs - lastSeenMs < 6 * DAY_MS) return `Last seen ${dayInside(lastSeenMs, nowMs)}, ${clockTime(lastSeenMs)}`;
  return `Last seen ${calendarDay(lastSeenMs)}`;
}

/** "Removed by Anna on 3 Dec 2026. Could watch for 28 days." */
export function endWords({ ended, addedAtMs }: DeviceView): string {
  if (ended === undefined) return "Removed";
  const how = ended.how === "left" ? "Left" : `Removed by ${personLabel(ended.by)}`;
  return `${how} on ${calendarDay(ended.atMs)}. Was in for ${spanWords(ended.atMs - addedAtMs)}.`;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
