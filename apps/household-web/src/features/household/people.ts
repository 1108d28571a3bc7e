// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Devices by the person who uses them. A device without a name of a person stands alone. Pure. */
import type { DeviceView } from "../../vault-client/vault-api.ts";

export type Person = Readonly<{ key: string; name: string; devices: readonly DeviceView[] }>;
export type Household = Readonly<{
  /** This browser's person first; then in the order in which they came. */
  people: readonly Person[];
  hubs: readonly DeviceView[];
  /** Everyone who ever held a key and holds it no more, newest end first. */
  former: readonly DeviceView[];
}>;

export function sortHousehold(devices: readonly DeviceView[]): Household {
  const present = devices.filter(({ isRemoved }) => !isRemoved);
  return {
    people: peopleOf(present.filter(({ role }) => role !== "hub" && role !== "paper")),
    hubs: present.filter(({ role }) => role === "hub"),
    former: devices.filter(({ isRemoved }) => isRemoved).toSorted((a, b) => endOf(b) - endOf(a)),
  };
}

function peopleOf(watchers: readonly DeviceView[]): readonly Person[] {
  const byPerson = Map.groupBy(watchers, ({ id, person }) => (person === "" ? `device ${id}` : `person ${person}`));
  const people = [...byPerson].map(([key, devices]) => ({ key, name: devices[0]?.person ?? "", devices }));
  return people.toSorted((a, b) => Number(isHere(b)) - Number(isHere(a)));
}

function isHere({ devices }: Person): boolean {
  return devices.some(({ isThisDevice }) => isThisDevice);
}

function endOf({ ended, addedAtMs }: DeviceView): number {
  return ended?.atMs ?? addedAtMs;
}
