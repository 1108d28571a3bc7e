// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new camera group: its seed goes to every owner and paper key, and to the members that are named. */
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import {
  activeDevice,
  activeDevices,
  ID_BYTES,
  type DeviceId,
  type GroupId,
  type LedgerDevice,
  type LedgerState,
} from "../wire/index.ts";
import { deriveEpoch } from "./epoch-secrets.ts";
import type { Keyring } from "./keyring.ts";
import { sealToAll } from "./seal-boxes.ts";
import { signEntry, type EntryMaking, type SignedEntry } from "./sign-entry.ts";

export type GroupPlan = Readonly<{
  state: LedgerState;
  keyring: Keyring;
  members?: readonly DeviceId[];
  /** Whether an owner's or paper key's coming is in the witnessed log: the box of one that is not is held back. */
  isProved?: (device: LedgerDevice) => boolean;
}>;
export type NewGroup = SignedEntry & Readonly<{ group: GroupId; keyring: Keyring }>;

/** @throws ledger.* | protocol.unknown_device */
export async function addGroup(making: EntryMaking, plan: GroupPlan): Promise<NewGroup> {
  const { state, keyring, isProved = () => true } = plan;
  const group = making.random(ID_BYTES) as Uint8Array as GroupId;
  const place = { lane: state.lane, group, epoch: 0 };
  const secrets = await deriveEpoch(place, making.random(SEED_BYTES));
  const readsAll = activeDevices(state).filter(({ role }) => role === "owner" || role === "paper");
  const members = (plan.members ?? []).map((id) => {
    const member = activeDevice(state, id);
    if (member === undefined) throw new ProtocolError("protocol.unknown_device", "the device is not in the household");
    return member;
  });
  const forAll = await sealToAll(place, secrets.seed, readsAll.filter(isProved));
  const waiting = [...readsAll.filter((device) => !isProved(device)), ...members];
  const forWaiting = await sealToAll(place, secrets.seed, waiting);
  const boxes = [...forAll, ...forWaiting].map(({ named }) => named);
  const signed = await signEntry(
    making,
    { state },
    { type: "group", group: { group, pk: secrets.pk, boxes } },
    { boxes: forAll.map(({ box }) => box), heldBack: forWaiting.map(({ box }) => box) },
  );
  return { ...signed, group, keyring: keyring.with(secrets) };
}
