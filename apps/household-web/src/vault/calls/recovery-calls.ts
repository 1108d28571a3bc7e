// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Back into a household by its paper key: asked for today, done tomorrow; and the paper key in three shares. The
 * key's seed is in memory only while a call runs.
 */
import { hasCode, invariant } from "@nightlatch/errors";
import { deviceFromSeed, type DeviceSecrets } from "@nightlatch/protocol/keys";
import {
  decodeLedgerEntry,
  decodeSigned,
  ID_BYTES,
  ledgerHeadOf,
  MAX_LEDGER_ENTRY_BYTES,
  parseId,
  type DeviceId,
  type Id,
} from "@nightlatch/protocol/wire";
import type { RecoveryInput, RecoverySecret, SharesRecoveryInput, VaultApi } from "../../vault-client/vault-api.ts";
import { rememberMembership } from "../household/found-household.ts";
import { historyParts, type HistoryParts } from "../household/household-parts.ts";
import { assertOwner } from "../household/membership.ts";
import { deviceName } from "../household/names.ts";
import { splitOwnPaperKey } from "../household/paper-key.ts";
import { assertFitKeeper, keptShare, splitViews } from "../household/recovery-splits.ts";
import { HistoryStopped } from "../ledger/history-stopped.ts";
import { knownError } from "../known-error.ts";
import {
  askForRecovery,
  cancelAskedRecovery,
  finishAskedRecovery,
  type PaperKey,
  type RecoverDeps,
} from "../pairing/recover.ts";
import { recoverySeed } from "../pairing/recovery-secret.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import { changeMembership } from "../store/change-membership.ts";
import { clearVaultDatabase, type Membership } from "../store/database.ts";
import { createIdentity, findIdentity } from "../store/identity.ts";
import type { VaultContext } from "./vault-context.ts";

export type RecoveryCalls = Pick<
  VaultApi,
  | "recoverWithPaper"
  | "recoverWithShares"
  | "finishRecovery"
  | "cancelRecovery"
  | "createRecoveryShares"
  | "recoverySplits"
  | "keptRecoveryShare"
>;

export function recoveryCalls(context: VaultContext): RecoveryCalls {
  const { database, random, nowMs } = context.deps;

  const ask = async (secret: RecoverySecret, { deviceName: name, personName = "" }: Names): Promise<void> => {
    await context.reopen();
    await context.assertEmpty();
    await asPaper(context, secret, async (key, server) => {
      const device = await createIdentity(database, random);
      try {
        const membership = await firstMembership(server, nowMs());
        await rememberMembership(database, { ...membership, introduction: { name, person: personName } });
        const parts = await openAsPaper(context, key, server, membership);
        const proposal = await askForRecovery(recoverDeps(context, parts, server), key, device);
        await changeMembership(parts.stores, membership, { recovery: { proposal, askedAtMs: nowMs() } });
      } catch (error) {
        // Nothing was asked for: the next attempt finds an empty browser.
        await clearVaultDatabase(database);
        throw error;
      }
      await context.open(device, await context.readMembership());
    });
  };

  /** As the paper key, for the wish that this browser made before. */
  const decide = (secret: RecoverySecret, act: typeof finishAskedRecovery): Promise<DeviceSecrets> =>
    asPaper(context, secret, async (key, server) => {
      const [membership, device] = [await context.readMembership(), await findIdentity(database)];
      invariant(device !== undefined, "a browser that waits has keys");
      const parts = await openAsPaper(context, key, server, membership);
      try {
        await act(recoverDeps(context, parts, server), key, device);
      } catch (error) {
        const { recovery } = membership;
        if (hasCode(error, "vault.recovery_stopped") && recovery !== undefined) {
          await changeMembership(parts.stores, membership, { recovery: { ...recovery, isStopped: true } });
          await context.open(device, await context.readMembership());
        }
        throw error;
      }
      return device;
    });

  return {
    recoverWithPaper: (input: RecoveryInput) => ask({ kind: "phrase", phrase: input.phrase }, input),
    recoverWithShares: (input: SharesRecoveryInput) => ask({ kind: "shares", shares: input.shares }, input),
    async finishRecovery(secret) {
      const device = await decide(secret, finishAskedRecovery);
      const household = await context.open(device, await context.readMembership());
      await household.refresh();
      context.changed("devices");
    },
    async cancelRecovery(secret) {
      await decide(secret, cancelAskedRecovery);
      context.close();
      await clearVaultDatabase(database);
      context.changed("status");
    },
    async createRecoveryShares({ phrase, keeper }) {
      const { ledger, desk, book } = context.household.parts;
      const keeperId = parseId<DeviceId>(keeper);
      const { state } = ledger.current;
      assertOwner(state, context.household.deps.device);
      assertFitKeeper(state, keeperId, context.household.deps.device.id);
      const { sheet, file, kept } = await splitOwnPaperKey(state, phrase);
      const place = random(ID_BYTES) as Uint8Array as Id;
      await desk.writeForDevice(place, keeperId, { kind: "recovery-share", ...kept });
      context.changed("devices");
      return {
        sheet,
        file: { fileName: "nightlatch-recovery-share.txt", text: file },
        keeper: deviceName({ state, book }, keeperId),
      };
    },
    recoverySplits: () => Promise.resolve(splitViews(context.household.sources)),
    keptRecoveryShare: () => Promise.resolve(keptShare(context.household.sources)),
  };
}

type Names = Readonly<{ deviceName: string; personName?: string }>;

async function asPaper<T>(
  context: VaultContext,
  secret: RecoverySecret,
  work: (key: PaperKey, server: HouseholdServer) => Promise<T>,
): Promise<T> {
  const seed = await recoverySeed(secret);
  try {
    const paper = await deviceFromSeed(seed);
    const server = context.signIn(paper, await context.deps.findLane(paper.id));
    const done = await work({ seed, paper }, server);
    await server.signOut();
    return done;
  } finally {
    seed.fill(0);
  }
}

/** Whose household this is, the pin says; until then any first entry will do. */
async function firstMembership(server: HouseholdServer, nowMs: number): Promise<Membership> {
  const { entries } = await server.ledgerPage(0);
  const [first] = entries;
  if (first === undefined) {
    throw new HistoryStopped("ledger.rollback", "the server has no history of this household", { evidence: [] });
  }
  const { lane } = decodeLedgerEntry(decodeSigned(first, MAX_LEDGER_ENTRY_BYTES, "ledger entry").bytes);
  const createHash = ledgerHeadOf(first);
  return { lane, createHash, isPaperChecked: true, recordsCursor: 0, joinedAtMs: nowMs };
}

async function openAsPaper(
  { deps }: VaultContext,
  { paper }: PaperKey,
  server: HouseholdServer,
  membership: Membership,
): Promise<HistoryParts> {
  const parts = historyParts({ ...deps, device: paper, server }, membership);
  await parts.ledger.load();
  await parts.log.load();
  await parts.ledger.sync(server);
  try {
    // For the witnessed time. Whoever has lost every device may have lost the hub, too: then this clock has to do.
    await parts.log.sync(server);
  } catch (error) {
    if (error instanceof HistoryStopped || knownError(error) === undefined) throw error;
  }
  return parts;
}

function recoverDeps({ deps }: VaultContext, { ledger, log }: HistoryParts, server: HouseholdServer): RecoverDeps {
  const { random, nowMs } = deps;
  return {
    server,
    ledger,
    making: (actor) => ({ actor, random, nowMs: log.witnessedMs ?? nowMs() }),
  };
}
