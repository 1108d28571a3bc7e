// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who can watch: devices, invitations, access, removal. Owns the one open invitation. */
import { encodeBase64url } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import { deviceIdOf, parseId, type DeviceId } from "@nightlatch/protocol/wire";
import type { VaultApi } from "../../vault-client/vault-api.ts";
import { changeAccess, newcomerAccess } from "../household/access.ts";
import { deviceViews } from "../household/device-views.ts";
import { admitDevice, assertOwner, expelDevices } from "../household/membership.ts";
import { noOpenInvite, OpenInvite } from "../pairing/invite.ts";
import { outcomeOf } from "./outcome-of.ts";
import type { VaultContext } from "./vault-context.ts";

export type PeopleCalls = Pick<
  VaultApi,
  | "devices"
  | "createInvite"
  | "waitForOffer"
  | "confirmOffer"
  | "cancelInvite"
  | "renameDevice"
  | "removeDevices"
  | "changeAccess"
  | "renameHousehold"
>;

export function peopleCalls(context: VaultContext): PeopleCalls {
  const { publicServer, random, nowMs, appOrigin } = context.deps;
  let invite: OpenInvite | undefined;

  return {
    devices: () => Promise.resolve(deviceViews(context.household.sources)),

    async createInvite() {
      const { household } = context;
      assertOwner(household.parts.ledger.current.state, household.deps.device);
      // Said now, and not when two people stand there with six digits.
      await household.guard(() => household.assertMayExpand());
      invite?.cancel();
      invite = new OpenInvite({ server: publicServer, random, nowMs });
      return { link: `${appOrigin}/join#${invite.linkFragment}`, expiresAtMs: invite.expiresAtMs };
    },

    async waitForOffer() {
      if (invite === undefined) throw noOpenInvite();
      const { offer, code } = await invite.waitForOffer();
      return { deviceName: offer.name, code };
    },

    async confirmOffer({ access, person = "" }) {
      const received = invite?.received;
      if (invite === undefined || received === undefined) throw noOpenInvite();
      const { household } = context;
      const { keys, name } = received.offer;
      const newcomer = { keys, ...newcomerAccess(access) };
      await household.guard(() => admitDevice(context.membershipDeps, newcomer));
      const { lane, createHash, seq, head } = household.parts.ledger.current.state;
      await invite.answer({ lane, createHash, seq });
      invite = undefined;
      await household.parts.desk.writeForPeople(deviceIdOf(keys), { kind: "device", name, person });
      context.changed("devices");
      return outcomeOf(context, head);
    },

    cancelInvite() {
      invite?.cancel();
      invite = undefined;
      return Promise.resolve();
    },

    async renameDevice({ device, name, person }) {
      const { book, desk } = context.household.parts;
      const id = parseId<DeviceId>(device);
      const known = book.find("device", id)?.content.person ?? "";
      await desk.writeForPeople(id, { kind: "device", name, person: person ?? known });
      context.changed("devices");
      context.changed("status");
    },

    async removeDevices(devices) {
      const { household } = context;
      const remove = devices.map((device) => parseId<DeviceId>(device));
      const { state } = await household.guard(() => expelDevices(context.membershipDeps, remove));
      context.changed("devices");
      context.changed("status");
      return state.proposals.has(encodeBase64url(state.head)) ? "proposed" : "done";
    },

    async changeAccess({ device, access }) {
      const { household } = context;
      const id = parseId<DeviceId>(device);
      const heads = await household.guard(() => changeAccess(context.membershipDeps, id, access));
      context.changed("devices");
      const last = heads.at(-1);
      return last === undefined ? "in" : outcomeOf(context, last);
    },

    async renameHousehold(name) {
      const { household } = context;
      invariant(name.trim() !== "", "screens refuse an empty name");
      await household.parts.desk.writeForPeople(household.lane, { kind: "household", name });
      context.changed("status");
    },
  };
}
