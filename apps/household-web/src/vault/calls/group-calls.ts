// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Camera groups: who sees which cameras. */
import type { VaultApi } from "../../vault-client/vault-api.ts";
import { assertOwner } from "../household/membership.ts";
import { changeCamera } from "../household/camera-settings.ts";
import { groupViews } from "../household/group-views.ts";
import { createGroup, readCameraGroup } from "../household/groups.ts";
import type { VaultContext } from "./vault-context.ts";

export type GroupCalls = Pick<VaultApi, "groups" | "createGroup" | "renameGroup" | "moveCamera">;

export function groupCalls(context: VaultContext): GroupCalls {
  return {
    groups: () => Promise.resolve(groupViews(context.household.sources)),
    async createGroup(name) {
      const { household } = context;
      const made = await household.guard(() => createGroup(context.membershipDeps, household.parts, name));
      context.changed("devices");
      return made;
    },
    async renameGroup({ group, name }) {
      const { ledger, desk } = context.household.parts;
      assertOwner(ledger.current.state, context.household.deps.device);
      await desk.writeForPeople(readCameraGroup(ledger.current.state, group), { kind: "group", name });
      context.changed("devices");
    },
    async moveCamera({ camera, group }) {
      const { book, desk, ledger } = context.household.parts;
      const { random } = context.deps;
      const deps = { book, desk, state: () => ledger.current.state, random };
      await changeCamera(deps, camera, { group: readCameraGroup(ledger.current.state, group) });
      context.changed("cameras");
      context.changed("devices");
    },
  };
}
