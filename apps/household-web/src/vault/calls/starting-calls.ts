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
  | "confirmCode"
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

  const enter = async (device: DeviceSecrets, { lane, createHash }: Pin, name: string): Promise<void> => {
    await rememberMembership(database, { lane, createHash, isPaperChecked: true, recordsCursor: 0 });
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
      await assertEmpty(context);
      const device = await foundHousehold({ database, server: publicServer, random, nowMs });
      const household = await context.open(device, await readMembership(context));
      await household.desk.writeForHousehold(household.lane, { kind: "household", name: householdName });
      await household.desk.writeForHousehold(device.id, { kind: "device", name: deviceName });
      paperPhrase = await household.guard(() => replacePaper(context.membershipDeps, household.desk));
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
      paperPhrase = await household.guard(() => replacePaper(context.membershipDeps, household.desk));
      context.changed("devices");
      return { paperPhrase };
    },

    async join({ link, deviceName }) {
      await opened();
      await assertEmpty(context);
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
      const waiting = joining;
      if (waiting === undefined) throw notJoining();
      try {
        await waiting.attempt.waitForAnswer();
      } catch (error) {
        if (joining === waiting) joining = undefined;
        context.changed("status");
        throw error;
      }
    },

    async confirmCode() {
      if (joining === undefined) throw notJoining();
      const { attempt, device, name } = joining;
      try {
        await enter(device, await attempt.waitForAnswer(), name);
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
      await assertEmpty(context);
      const seed = seedFromPhrase(phrase);
      try {
        const paper = await deviceFromSeed(seed);
        const server = context.signIn(paper, await context.deps.findLane(paper.id));
        const device = await createIdentity(database, random);
        const pin = await recoverWithPaper({ server, random, nowMs }, { seed, paper }, device);
        await server.signOut();
        await enter(device, pin, deviceName);
      } finally {
        seed.fill(0);
      }
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

/** Asks the store too: new keys over those of a household that another tab has made would be that household's end. */
async function assertEmpty(context: VaultContext): Promise<void> {
  const isEmpty = (await context.deps.database.get("membership", "this")) === undefined;
  if (context.findHousehold === undefined && isEmpty) return;
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
