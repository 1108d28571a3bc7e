// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file From an empty browser to a household: create, join, recover; and back. Owns what lives for minutes only:
 * the paper phrase until it was checked, and one attempt to join.
 */
import { NightlatchError } from "@nightlatch/errors";
import { deviceFromSeed, seedFromPhrase, type DeviceSecrets } from "@nightlatch/protocol/keys";
import type { VaultApi, VaultStatus } from "../../vault-client/vault-api.ts";
import { foundHousehold, rememberMembership } from "../household/found-household.ts";
import { replacePaper } from "../household/membership.ts";
import { JoinAttempt } from "../pairing/join.ts";
import { recoverWithPaper } from "../pairing/recover.ts";
import { clearVaultDatabase, type Membership } from "../store/database.ts";
import { createIdentity } from "../store/identity.ts";
import type { VaultContext } from "./vault-context.ts";

export type StartingCalls = Pick<
  VaultApi,
  | "status"
  | "createHousehold"
  | "confirmPaper"
  | "replacePaperKey"
  | "join"
  | "waitForAnswer"
  | "cancelJoin"
  | "recoverWithPaper"
  | "forget"
>;

type Joining = Readonly<{ attempt: JoinAttempt; device: DeviceSecrets; name: string }>;

export function startingCalls(context: VaultContext): StartingCalls {
  const { database, publicServer, random, nowMs } = context.deps;
  let paperPhrase: readonly string[] | undefined;
  let joining: Joining | undefined;
  const opened = (): Promise<void> => context.reopen();

  const enter = async (device: DeviceSecrets, pin: Pin, name: string): Promise<void> => {
    await rememberMembership(database, { ...pin, isPaperChecked: true, recordsCursor: 0 });
    const household = await context.open(device, await readMembership(context));
    await household.desk.writeForHousehold(device.id, { kind: "device", name });
    context.changed("devices");
  };

  return {
    async status(): Promise<VaultStatus> {
      await opened();
      if (joining !== undefined) {
        const { code } = joining.attempt;
        return code === undefined ? { kind: "joining" } : { kind: "joining", code };
      }
      return context.findHousehold?.status ?? { kind: "empty" };
    },

    async createHousehold({ householdName, deviceName }) {
      await opened();
      assertEmpty(context);
      const device = await foundHousehold({ database, server: publicServer, random, nowMs });
      const household = await context.open(device, await readMembership(context));
      await household.desk.writeForHousehold(household.lane, { kind: "household", name: householdName });
      await household.desk.writeForHousehold(device.id, { kind: "device", name: deviceName });
      paperPhrase = await household.guard(() => replacePaper(context.membershipDeps));
      context.changed("status");
      return { paperPhrase };
    },

    async confirmPaper(words) {
      if (paperPhrase === undefined) throw paperForgotten();
      const phrase = paperPhrase;
      const isRight = words.length > 0 && words.every(({ index, word }) => phrase[index] === word.trim().toLowerCase());
      if (!isRight) return false;
      await context.household.rememberPaperChecked(true);
      paperPhrase = undefined;
      return true;
    },

    async replacePaperKey() {
      const { household } = context;
      await household.rememberPaperChecked(false);
      paperPhrase = await household.guard(() => replacePaper(context.membershipDeps));
      context.changed("devices");
      return { paperPhrase };
    },

    async join({ link, deviceName }) {
      await opened();
      assertEmpty(context);
      joining?.attempt.cancel();
      const device = await createIdentity(database, random);
      const attempt = new JoinAttempt({ server: publicServer, random, nowMs, device }, link);
      joining = { attempt, device, name: deviceName };
      context.changed("status");
      try {
        const code = await attempt.offer(deviceName);
        context.changed("status");
        return { code };
      } catch (error) {
        joining = undefined;
        context.changed("status");
        throw error;
      }
    },

    async waitForAnswer() {
      if (joining === undefined) throw notJoining();
      const { attempt, device, name } = joining;
      try {
        const { lane, createHash } = await attempt.waitForAnswer();
        await enter(device, { lane, createHash }, name);
      } finally {
        joining = undefined;
        context.changed("status");
      }
    },

    cancelJoin() {
      joining?.attempt.cancel();
      joining = undefined;
      context.changed("status");
      return Promise.resolve();
    },

    async recoverWithPaper({ phrase, deviceName }) {
      await opened();
      assertEmpty(context);
      const seed = seedFromPhrase(phrase);
      const paper = await deviceFromSeed(seed);
      seed.fill(0);
      const lane = await context.deps.findLane(paper.id);
      const server = context.signIn(paper, lane);
      const device = await createIdentity(database, random);
      const { createHash } = await recoverWithPaper({ server, random, nowMs }, paper, device);
      await server.signOut();
      await enter(device, { lane, createHash }, deviceName);
    },

    async forget() {
      context.close();
      paperPhrase = undefined;
      await clearVaultDatabase(database);
      context.changed("status");
    },
  };
}

type Pin = Readonly<{ lane: Uint8Array; createHash: Uint8Array }>;

async function readMembership(context: VaultContext): Promise<Membership> {
  const membership = await context.deps.database.get("membership", "this");
  if (membership === undefined) throw new Error("invariant: a membership was just remembered");
  return membership;
}

function assertEmpty(context: VaultContext): void {
  if (context.findHousehold === undefined) return;
  throw new NightlatchError("vault.in_household", "this browser is in a household already", {
    advice: "This browser belongs to a household already. Remove it there first, under Settings.",
  });
}

function paperForgotten(): NightlatchError {
  return new NightlatchError("vault.paper_forgotten", "the phrase is no longer in memory", {
    advice: "The page was reloaded, and the words are kept nowhere. Make a new paper key; the old one stops working.",
  });
}

function notJoining(): NightlatchError {
  return new NightlatchError("pairing.cancelled", "no attempt to join", { advice: "Open the link again." });
}
