// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a device can see, in a household's words: for the list of people and for the feed alike. Pure. */
import { calendarDay } from "@nightlatch/ui-kit/time-words";
import type { Access, DeviceView } from "../../vault-client/vault-api.ts";

type Named = Readonly<{ id: string; name: string }>;
type WritersAccess = Readonly<{ role: "hub" | "paper" }>;
export type Names = Readonly<{ groups: ReadonlyMap<string, string>; cameras: ReadonlyMap<string, string> }>;

export function namesOf(groups: readonly Named[], cameras: readonly Named[]): Names {
  return { groups: byId(groups), cameras: byId(cameras) };
}

/** "Sees everything and manages", "Sees Outside", "Sees Front door until 3 Dec 2026". */
export function seesWords(access: Access | WritersAccess, names: Names): string {
  switch (access.role) {
    case "owner":
      return "Sees everything and manages";
    case "member":
      return `Sees ${listWords(access.groups.map((group) => names.groups.get(group) ?? "another group"))}`;
    case "hub":
    case "paper":
      return "Sees nothing by itself";
    case "guest":
      return `Sees ${listWords(access.cameras.map((camera) => names.cameras.get(camera) ?? "another camera"))} until ${calendarDay(access.untilMs)}`;
  }
}

/** Undefined for a hub and a paper key, which are not let in to see. */
export function accessOf(device: Pick<DeviceView, "role" | "groups" | "cameras" | "untilMs">): Access | undefined {
  const { role, groups, cameras, untilMs } = device;
  if (role === "owner") return { role };
  if (role === "member") return { role, groups };
  return role === "guest" && untilMs !== undefined ? { role, cameras, untilMs } : undefined;
}

/** "a", "a and b", "a, b and c"; "nothing" of nothing. */
export function listWords(words: readonly string[]): string {
  const last = words.at(-1);
  if (last === undefined) return "nothing";
  return words.length === 1 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

function byId(named: readonly Named[]): ReadonlyMap<string, string> {
  return new Map(named.map(({ id, name }) => [id, name]));
}
