// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file From an empty browser to a household: create, join, recover; and back. Owns what lives for minutes only:
 * the paper phrase until it was checked, and one attempt to join.
 */
import { NightlatchError } from "@nightlatch/errors";
import { leaveHousehold, type DeviceSecrets } from "@nightlatch/protocol/keys";
import type { VaultApi, VaultStatus } from "../../vault-client/vault-api.ts";
import { foundHousehold, rememberMembership } from "../household/found-household.ts";
import { assertAnotherOwner, makingOf } from "../household/membership.ts";
import { addPaperKey } from "../household/paper-key.ts";
import { JoinAttempt } from "../pairing/join.ts";
import { clearVaultDatabase } from "../store/database.ts";
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
  | "forget"
  | "leaveHousehold"
>;

type Joining = Readonly<{ attempt: JoinAttempt; device: DeviceSecrets; name: string; person: string }>;

export function startingCalls(context: VaultContext): StartingCalls {
  const { database, publicServer, random, nowMs } = context.deps;
  let paperPhrase: readonly string[] | undefined;
  let joining: Joining | undefined;
  const opened = (): Promise<void> => context.reopen();

  const enter = async ({ attempt, device, name, person }: Joining): Promise<void> => {
    const { lane, createHash, seq } = await attempt.waitForAnswer();
    await rememberMembership(database, {
      lane,
      createHash,
      isPaperChecked: true,
      recordsCursor: 0,
      vouchedSeq: seq,
      joinedAtMs: nowMs(),
      introduction: { name, person },
    });
    await context.open(device, await context.readMembership());
  };

  const forget = async (): Promise<void> => {
    context.close();
    paperPhrase = undefined;
    await clearVaultDatabase(database);
    context.changed("status");
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

    async createHousehold({ householdName, deviceName, personName = "" }) {
      await opened();
      await context.assertEmpty();
      const device = await foundHousehold({ database, server: publicServer, random, nowMs });
      const household = await context.open(device, await context.readMembership());
      const { desk } = household.parts;
      await desk.writeForPeople(household.lane, { kind: "household", name: householdName });
      await desk.writeForPeople(device.id, { kind: "device", name: deviceName, person: personName });
      paperPhrase = await household.guard(() => addPaperKey(context.membershipDeps, desk));
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
      const { desk } = household.parts;
      paperPhrase = await household.guard(() => addPaperKey(context.membershipDeps, desk));
      context.changed("devices");
      return { paperPhrase };
    },

    async join({ link, deviceName, personName = "" }) {
      await opened();
      await context.assertEmpty();
      joining?.attempt.cancel();
      const device = await createIdentity(database, random);
      const attempt = new JoinAttempt({ server: publicServer, random, nowMs, device }, link);
      joining = { attempt, device, name: deviceName, person: personName };
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
      try {
        await enter(joining);
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

    forget,

    async leaveHousehold() {
      const { household } = context;
      const { ledger } = household.parts;
      const deps = context.membershipDeps;
      await household.guard(() =>
        ledger.append(deps.server, ({ state }) => {
          assertAnotherOwner(state, deps.device);
          return leaveHousehold(makingOf(deps), state);
        }),
      );
      await forget();
    },
  };
}

function paperForgotten(): NightlatchError {
  return new NightlatchError("vault.paper_forgotten", "the phrase is no longer in memory", {
    advice: "The page was reloaded, and the words are kept nowhere. Make a new paper key; the old one stops working.",
  });
}

function notJoining(): NightlatchError {
  return new NightlatchError("pairing.cancelled", "no attempt to join", { advice: "Open the link again." });
}
