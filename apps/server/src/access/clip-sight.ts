// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which recordings and records a device is shown. A courtesy, like every refusal of the server: what a device
 * must not see, it has no key for.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { ClipOpening, DeviceId, GroupId, LedgerDevice } from "@nightlatch/protocol/wire";

/** "some": of these groups, or with a key for this very device. */
export type ClipSight = Readonly<
  { kind: "all" } | { kind: "some"; device: DeviceId; groups: readonly GroupId[] } // a guest is in no group
>;

export function clipSightOf({ id, role, groups }: LedgerDevice): ClipSight {
  // A hub looks for what it uploaded itself; it opens none of it.
  return role === "owner" || role === "hub" ? { kind: "all" } : { kind: "some", device: id, groups };
}

export function isInSight(sight: ClipSight, { header, keys }: Pick<ClipOpening, "header" | "keys">): boolean {
  if (sight.kind === "all") return true;
  if (sight.groups.some((group) => equalBytes(group, header.group))) return true;
  return keys.some(({ to }) => to.kind === "device" && equalBytes(to.device, sight.device));
}
