// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Camera groups: made by a signed entry, named and filled by sealed records. */
import { encodeBase64url } from "@nightlatch/bytes";
import { invariant, NightlatchError } from "@nightlatch/errors";
import { addGroup } from "@nightlatch/protocol/keys";
import { formatId, isCameraGroup, parseId, type GroupId, type LedgerState } from "@nightlatch/protocol/wire";
import type { NewGroup } from "../../vault-client/vault-api.ts";
import type { RecordDesk } from "../records/record-desk.ts";
import { forgetGroupName, keepGroupName, readGroupNames } from "../store/group-names.ts";
import type { OwnStores } from "../store/own-stores.ts";
import { assertOwner, makingOf, provedBy, type MembershipDeps } from "./membership.ts";

export type GroupNaming = Readonly<{ desk: RecordDesk; stores: OwnStores }>;

/**
 * Owners see it; whom else is said afterwards. The name is a record, which nobody takes in for a group that is only
 * asked for: until another owner has confirmed it, this browser keeps the name. @throws transparency.* | ledger.*
 */
export async function createGroup(
  deps: MembershipDeps,
  { desk, stores }: GroupNaming,
  name: string,
): Promise<NewGroup> {
  const { ledger, server, device } = deps;
  assertOwner(ledger.current.state, device);
  await deps.assertMayExpand();
  let group: GroupId | undefined;
  const { state } = await ledger.append(server, async ({ state: current, keyring }) => {
    const made = await addGroup(makingOf(deps), { state: current, keyring, isProved: provedBy(deps) });
    group = made.group;
    return made;
  });
  invariant(group !== undefined, "an entry was made, and with it a group");
  if (state.proposals.has(encodeBase64url(state.head))) {
    await keepGroupName(stores, formatId(group), name);
    return { kind: "proposed" };
  }
  await desk.writeForPeople(group, { kind: "group", name });
  return { kind: "made", group: formatId(group) };
}

/** Gives groups that were confirmed meanwhile the names that this browser kept for them. True when there were any. */
export async function nameConfirmedGroups(state: LedgerState, { desk, stores }: GroupNaming): Promise<boolean> {
  const kept = await readGroupNames(stores);
  const confirmed = kept.filter(({ group }) => isCameraGroup(state, parseId<GroupId>(group)));
  for (const { group, name } of confirmed) {
    await desk.writeForPeople(parseId<GroupId>(group), { kind: "group", name });
    await forgetGroupName(stores, group);
  }
  return confirmed.length > 0;
}

/** @throws vault.unknown_group */
export function readCameraGroup(state: LedgerState, group: string): GroupId {
  const id = parseId<GroupId>(group);
  if (isCameraGroup(state, id)) return id;
  throw new NightlatchError("vault.unknown_group", "no such camera group", { advice: "Reload the list of groups." });
}
