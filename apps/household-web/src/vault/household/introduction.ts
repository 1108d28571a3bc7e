// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new device tells the others what it is called, once it has its keys. */
import { activeDevice, type LedgerState } from "@nightlatch/protocol/wire";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import type { RecordBook } from "../records/record-book.ts";
import type { RecordDesk } from "../records/record-desk.ts";
import type { Membership } from "../store/database.ts";

export type IntroductionDeps = Readonly<{
  state: LedgerState;
  device: DeviceSecrets;
  book: RecordBook;
  desk: RecordDesk;
  introduction: NonNullable<Membership["introduction"]>;
}>;

export async function introduceSelf(deps: IntroductionDeps): Promise<void> {
  const { state, device, book, desk, introduction } = deps;
  const role = activeDevice(state, device.id)?.role;
  // A guest may not write: whoever let it in has named it.
  if (role === "guest") return;
  const known = book.find("device", device.id)?.content;
  const person = introduction.person === "" ? (known?.person ?? "") : introduction.person;
  if (known?.name === introduction.name && known.person === person) return;
  await desk.writeForPeople(device.id, { kind: "device", name: introduction.name, person });
}
