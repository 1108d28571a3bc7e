// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Camera groups: made by a signed entry, named and filled by sealed records. */
import { encodeBase64url } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { addGroup } from "@nightlatch/protocol/keys";
import { formatId, isCameraGroup, parseId, type GroupId, type LedgerState } from "@nightlatch/protocol/wire";
import type { RecordDesk } from "../records/record-desk.ts";
import { assertOwner, makingOf, provedBy, type MembershipDeps } from "./membership.ts";

/** Owners see it; whom else is said afterwards. @throws vault.waits_for_another_owner | transparency.* | ledger.* */
export async function createGroup(deps: MembershipDeps, desk: RecordDesk, name: string): Promise<string> {
  const { ledger, server, device } = deps;
  assertOwner(ledger.current.state, device);
  await deps.assertMayExpand();
  let group: GroupId | undefined;
  const { state } = await ledger.append(server, async ({ state: current, keyring }) => {
    const made = await addGroup(makingOf(deps), { state: current, keyring, isProved: provedBy(deps) });
    group = made.group;
    return made;
  });
  if (group === undefined || state.proposals.has(encodeBase64url(state.head))) throw waitsForAnother();
  await desk.writeForPeople(group, { kind: "group", name });
  return formatId(group);
}

/** @throws vault.unknown_group */
export function readCameraGroup(state: LedgerState, group: string): GroupId {
  const id = parseId<GroupId>(group);
  if (isCameraGroup(state, id)) return id;
  throw new NightlatchError("vault.unknown_group", "no such camera group", { advice: "Reload the list of groups." });
}

function waitsForAnother(): NightlatchError {
  return new NightlatchError("vault.waits_for_another_owner", "the group is a proposal", {
    advice:
      "This device came in less than a day ago, so another owner has to confirm the new group. Name it once that is done.",
  });
}
