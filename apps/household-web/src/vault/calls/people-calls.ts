// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who can watch: devices, invitations, removal. Owns the one open invitation. */
import { invariant } from "@nightlatch/errors";
import { deviceIdOf, parseId, type DeviceId } from "@nightlatch/protocol/wire";
import type { VaultApi } from "../../vault-client/vault-api.ts";
import { admitDevice, assertOwner, expelDevices } from "../household/membership.ts";
import { deviceViews } from "../household/views.ts";
import { noOpenInvite, OpenInvite } from "../pairing/invite.ts";
import type { VaultContext } from "./vault-context.ts";

export type PeopleCalls = Pick<
  VaultApi,
  | "devices"
  | "createInvite"
  | "waitForOffer"
  | "confirmOffer"
  | "cancelInvite"
  | "renameDevice"
  | "removeDevice"
  | "renameHousehold"
>;

export function peopleCalls(context: VaultContext): PeopleCalls {
  const { publicServer, random, nowMs, appOrigin } = context.deps;
  let invite: OpenInvite | undefined;

  return {
    devices: () => Promise.resolve(deviceViews(context.household.sources)),

    createInvite() {
      assertOwner(context.household.ledger.current.state, context.household.deps.device);
      invite?.cancel();
      invite = new OpenInvite({ server: publicServer, random, nowMs });
      const link = `${appOrigin}/join#${invite.linkFragment}`;
      return Promise.resolve({ link, expiresAtMs: invite.expiresAtMs });
    },

    async waitForOffer() {
      if (invite === undefined) throw noOpenInvite();
      const { offer, code } = await invite.waitForOffer();
      return { deviceName: offer.name, code };
    },

    async confirmOffer(role) {
      const received = invite?.received;
      if (invite === undefined || received === undefined) throw noOpenInvite();
      const { household } = context;
      const { keys, name } = received.offer;
      await household.guard(() => admitDevice(context.membershipDeps, keys, role));
      const { lane, createHash, seq } = household.ledger.current.state;
      await invite.answer({ lane, createHash, seq });
      invite = undefined;
      await household.desk.writeForHousehold(deviceIdOf(keys), { kind: "device", name });
      context.changed("devices");
    },

    cancelInvite() {
      invite?.cancel();
      invite = undefined;
      return Promise.resolve();
    },

    async renameDevice({ device, name }) {
      await context.household.desk.writeForHousehold(parseId<DeviceId>(device), { kind: "device", name });
      context.changed("devices");
      context.changed("status");
    },

    async removeDevice(device) {
      const { household } = context;
      await household.guard(() => expelDevices(context.membershipDeps, [parseId<DeviceId>(device)]));
      context.changed("devices");
      context.changed("status");
    },

    async renameHousehold(name) {
      const { household } = context;
      invariant(name.trim() !== "", "screens refuse an empty name");
      await household.desk.writeForHousehold(household.lane, { kind: "household", name });
      context.changed("status");
    },
  };
}
