// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entry 0 of a household: the first owner, the lane group, the people group, and camera groups. */
import { invariant } from "@nightlatch/errors";
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import { ID_BYTES, type FirstEpoch, type GroupId, type LaneId } from "../wire/index.ts";
import { deriveEpoch, type EpochSecrets } from "./epoch-secrets.ts";
import { Keyring } from "./keyring.ts";
import { laneSigner } from "./lane-signer.ts";
import { sealToAll } from "./seal-boxes.ts";
import { signEntry, type EntryMaking, type SignedEntry } from "./sign-entry.ts";

export type HouseholdPlan = Readonly<{
  /** A tlog-policy; empty while the server has no log. */
  policy?: string;
  /** How many camera groups; one when absent. */
  groups?: number;
}>;
export type NewHousehold = SignedEntry & Readonly<{ keyring: Keyring }>;

type NewGroup = Readonly<{ first: FirstEpoch; box: Uint8Array; secrets: EpochSecrets }>;

/** The lane is random: nothing links it to a person, not even the owner's key. @throws ledger.bad_policy */
export async function createHousehold(making: EntryMaking, plan: HouseholdPlan = {}): Promise<NewHousehold> {
  const lane = making.random(ID_BYTES) as Uint8Array as LaneId;
  const groups: NewGroup[] = [];
  for (let i = 0; i < 2 + (plan.groups ?? 1); i += 1) groups.push(await newGroup(making, lane));
  const [laneGroup] = groups;
  invariant(laneGroup !== undefined, "every household has a lane group");
  const signed = await signEntry(
    making,
    { lane },
    {
      type: "create",
      device: { keys: making.actor.publicKeys, role: "owner" },
      groups: groups.map(({ first }) => first),
      laneKey: laneSigner(lane, laneGroup.secrets).publicKey,
      policy: plan.policy ?? "",
      joint: false,
    },
    { boxes: groups.map(({ box }) => box), heldBack: [] },
  );
  return { ...signed, keyring: new Keyring(groups.map(({ secrets }) => secrets)) };
}

async function newGroup({ actor, random }: EntryMaking, lane: LaneId): Promise<NewGroup> {
  const place = { lane, group: random(ID_BYTES) as Uint8Array as GroupId, epoch: 0 };
  const secrets = await deriveEpoch(place, random(SEED_BYTES));
  const [sealed] = await sealToAll(place, secrets.seed, [{ id: actor.id, keys: actor.publicKeys }]);
  invariant(sealed !== undefined, "one receiver, one box");
  return { first: { group: place.group, pk: secrets.pk, boxes: [sealed.named] }, box: sealed.box, secrets };
}
