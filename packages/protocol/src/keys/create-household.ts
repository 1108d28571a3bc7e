// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entry 0 of a household: the first owner, one camera group, its first epoch. */
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import { ID_BYTES, seedBoxHash, type GroupId, type LaneId } from "../wire/index.ts";
import { deriveEpoch, sealSeedBox, type EpochSecrets } from "./epoch-secrets.ts";
import { Keyring } from "./keyring.ts";
import { signEntry, type EntryMaking, type SignedEntry } from "./sign-entry.ts";

export type NewHousehold = SignedEntry & Readonly<{ keyring: Keyring }>;

/** The lane is random: nothing links it to a person, not even the owner's key. */
export async function createHousehold(making: EntryMaking): Promise<NewHousehold> {
  const { actor, random } = making;
  const lane = random(ID_BYTES) as Uint8Array as LaneId;
  const group = random(ID_BYTES) as Uint8Array as GroupId;
  const epoch: EpochSecrets = await deriveEpoch({ lane, group, epoch: 0 }, random(SEED_BYTES));
  const box = await sealSeedBox({ lane, group, epoch: 0, device: actor.id }, actor.publicKeys.hpke, epoch.seed);
  const signed = await signEntry(
    making,
    { lane },
    {
      type: "create",
      device: { keys: actor.publicKeys, role: "owner" },
      groups: [{ group, pk: epoch.pk, boxes: [{ device: actor.id, hash: seedBoxHash(box) }] }],
      policy: "",
    },
    [box],
  );
  return { ...signed, keyring: new Keyring([epoch]) };
}
