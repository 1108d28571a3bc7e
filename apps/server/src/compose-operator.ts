// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The operator's part of the server, put together: roster and lane, staff, cases, grants. Absent without a staff port. */
import { systemRandom } from "@nightlatch/crypto/random";
import type { Logger } from "pino";
import { MemoryCaseCodeStore } from "./adapters/embedded/memory-case-code-store.ts";
import { MemorySessionStore } from "./adapters/embedded/memory-session-store.ts";
import type { SqlDatabase } from "./adapters/embedded/sqlite-database.ts";
import { SqlCaseStore } from "./adapters/sql/sql-case-store.ts";
import { SqlGrantStore } from "./adapters/sql/sql-grant-store.ts";
import { SqlOperatorItemStore } from "./adapters/sql/sql-operator-item-store.ts";
import { SqlRosterDraftStore } from "./adapters/sql/sql-roster-draft-store.ts";
import { operatorPaths, type OperatorConfig, type ServerConfig } from "./config.ts";
import type { OperatorServices } from "./http/operator-handlers.ts";
import type { StaffServices } from "./http/staff-handlers.ts";
import { readOrCreateOperatorSigner } from "./log/operator-signer.ts";
import type { PublicLog } from "./log/public-log.ts";
import type { Clock } from "./ports/clock.ts";
import { CaseCodes } from "./services/cases/case-codes.ts";
import type { CaseEvents } from "./services/cases/case-events.ts";
import { Cases } from "./services/cases/cases.ts";
import type { Clips } from "./services/clips.ts";
import { Fetches } from "./services/grants/fetches.ts";
import { Grants } from "./services/grants/grants.ts";
import type { StaffWatching } from "./services/grants/staff-watching.ts";
import type { LaneEvents } from "./services/lane-events.ts";
import type { Ledgers } from "./services/ledgers.ts";
import { AccessCount } from "./services/operator/access-count.ts";
import { Founding } from "./services/operator/founding.ts";
import { OperatorItems } from "./services/operator/operator-items.ts";
import { Operator } from "./services/operator/operator.ts";
import { RosterDrafts } from "./services/operator/roster-drafts.ts";
import type { StaffEvents } from "./services/staff/staff-events.ts";
import { StaffSessions } from "./services/staff/staff-sessions.ts";

export type OperatorParts = Readonly<{
  database: SqlDatabase;
  log: PublicLog;
  ledgers: Ledgers;
  clips: Clips;
  events: LaneEvents;
  staffEvents: StaffEvents;
  caseEvents: CaseEvents;
  watching: StaffWatching;
  clock: Clock;
  logger: Logger;
}>;
export type RunningOperator = OperatorServices &
  StaffServices &
  Readonly<{ config: OperatorConfig; sweep: () => void }>;

/** Undefined where nobody is an operator. @throws config.log_contradicts | config.data_unusable */
export async function openOperator(config: ServerConfig, parts: OperatorParts): Promise<RunningOperator | undefined> {
  if (config.operator === undefined) return undefined;
  const { database, log, clock, events, ledgers, staffEvents, caseEvents, watching, clips, logger } = parts;
  const { key, founding: foundingPath } = operatorPaths(config);
  const itemStore = new SqlOperatorItemStore(database);
  const grantStore = new SqlGrantStore(database);
  const draftStore = new SqlRosterDraftStore(database);
  const signer = await readOrCreateOperatorSigner(key, (await itemStore.lastItem()) !== undefined, systemRandom);
  const operator = await Operator.open({ items: itemStore, signer, clock, onLeaf: () => log.wake() });
  operator.onRosterChange(() => {
    staffEvents.publish({ type: "roster-changed" });
  });
  const items = new OperatorItems({ store: itemStore, operator, log });
  const drafts = new RosterDrafts({ store: draftStore, operator, clock });
  const cases = new Cases({ store: new SqlCaseStore(database), operator, events: caseEvents, staffEvents, clock });
  const codeStore = new MemoryCaseCodeStore();
  const grants = new Grants({ store: grantStore, items: itemStore, ledgers, operator, events, clock });
  const rpId = new URL(config.operator.origin).hostname;
  const staffSessions = new StaffSessions({
    store: new MemorySessionStore(),
    operator,
    relyingParty: { id: rpId, origin: config.operator.origin },
    clock,
    random: systemRandom,
  });
  return {
    config: config.operator,
    rpId,
    operator,
    itemStore,
    items,
    drafts,
    founding: new Founding(foundingPath, { operator, drafts, store: draftStore }),
    accessCount: new AccessCount(items),
    cases,
    codes: new CaseCodes({ store: codeStore, cases, clock, random: systemRandom }),
    caseEvents,
    grants,
    fetches: new Fetches({ store: grantStore, grants, clips, events, clock }),
    watching,
    staffSessions,
    sweep: () => {
      staffSessions.sweep();
      codeStore.sweep(clock.nowMs());
      drafts.sweep().catch((error: unknown) => {
        logger.error({ event: "bug", err: error }, "old roster drafts could not be forgotten");
      });
    },
  };
}
