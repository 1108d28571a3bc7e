// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What devices and camera groups are called: by the household's own records, and by role where nobody said. Pure. */
import { witnessNameOf } from "@nightlatch/protocol/log";
import { formatId, type DeviceId, type GroupId, type LedgerState } from "@nightlatch/protocol/wire";
import type { DeviceName, DeviceRole } from "../../vault-client/vault-api.ts";
import type { RecordBook } from "../records/record-book.ts";

export type NameSources = Readonly<{ state: LedgerState; book: RecordBook }>;

const UNNAMED: Readonly<Record<DeviceRole, string>> = {
  owner: "Unnamed device",
  member: "Unnamed device",
  guest: "Guest’s device",
  hub: "Hub",
  paper: "Paper key",
};

export function deviceName({ state, book }: NameSources, id: DeviceId): DeviceName {
  const role = state.devices.get(formatId(id))?.role ?? "member";
  return { id: formatId(id), role, ...wordsFor(book, id, role) };
}

/** For a device that is only asked for: the ledger does not know it yet. */
export function newDeviceName({ book }: NameSources, id: DeviceId, role: DeviceRole): DeviceName {
  return { id: formatId(id), role, ...wordsFor(book, id, role) };
}

/** @param at its place among the camera groups, from 0 */
export function groupName({ book }: NameSources, group: GroupId, at: number): string {
  return book.find("group", group)?.content.name ?? (at === 0 ? "Home" : `Group ${at + 1}`);
}

/** What a cosigner of the public log is called: hubs by their own names, outside witnesses by their keys' names. */
export function witnessName(sources: NameSources, witness: string): string {
  const hub = [...sources.state.devices.values()].find(({ id }) => witnessNameOf(id) === witness);
  return hub === undefined ? witness : deviceName(sources, hub.id).name;
}

function wordsFor(book: RecordBook, id: DeviceId, role: DeviceRole): Readonly<{ name: string; person: string }> {
  const content = book.find("device", id)?.content;
  return { name: content?.name ?? UNNAMED[role], person: content?.person ?? "" };
}
