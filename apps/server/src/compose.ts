// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The one place that knows every concrete part, and the order in which they start and stop. */
import { systemRandom } from "@nightlatch/crypto/random";
import { NightlatchError } from "@nightlatch/errors";
import { sql } from "kysely";
import type { DestinationStream } from "pino";
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { DiskBlobStore } from "./adapters/embedded/disk-blob-store.ts";
import { MemoryMailboxStore } from "./adapters/embedded/memory-mailbox-store.ts";
import { MemorySessionStore } from "./adapters/embedded/memory-session-store.ts";
import { openSqlite, type SqlDatabase } from "./adapters/embedded/sqlite-database.ts";
import { SqlClipIndex } from "./adapters/sql/sql-clip-index.ts";
import { SqlLaneStore } from "./adapters/sql/sql-lane-store.ts";
import { SqlLedgerStore } from "./adapters/sql/sql-ledger-store.ts";
import { SqlRecordStore } from "./adapters/sql/sql-record-store.ts";
import { buildStaffListener, closeHttp } from "./compose-staff-listener.ts";
import { openOperator } from "./compose-operator.ts";
import { blobDir, databasePath, type ServerConfig } from "./config.ts";
import { buildApp } from "./http/build-app.ts";
import { HubDesk } from "./log/hub-desk.ts";
import { openOwnLog, type LogParts } from "./log/open-own-log.ts";
import { createLogger } from "./observability/logger.ts";
import { Metrics } from "./observability/metrics.ts";
import { systemClock, type Clock } from "./ports/clock.ts";
import { CaseEvents } from "./services/cases/case-events.ts";
import { Clips } from "./services/clips.ts";
import { StaffWatching } from "./services/grants/staff-watching.ts";
import { LaneEvents } from "./services/lane-events.ts";
import { Ledgers } from "./services/ledgers.ts";
import { Manifests } from "./services/manifests.ts";
import { Records } from "./services/records.ts";
import { Sessions } from "./services/sessions.ts";
import { StaffEvents } from "./services/staff/staff-events.ts";
import { householdDoors } from "./sockets/household-doors.ts";
import { LiveRelay } from "./sockets/live-relay.ts";
import { openSocketDoors } from "./sockets/socket-door.ts";

export type RunningServer = AsyncDisposable &
  Readonly<{
    url: string;
    port: number;
    /** Where the staff's origin is served; absent where nobody is an operator. */
    staffUrl?: string;
    close: () => Promise<void>;
  }>;
export type ServerDependencies = Readonly<{ clock?: Clock; logDestination?: DestinationStream }>;

const SWEEP_EVERY_MS = 60_000;

/**
 * Starts the server and resolves when it listens.
 * @throws config.port_taken | config.data_unusable | config.invalid | config.log_contradicts
 */
export async function startServer(config: ServerConfig, dependencies: ServerDependencies = {}): Promise<RunningServer> {
  const { clock = systemClock } = dependencies;
  const logger = createLogger(config.logLevel, dependencies.logDestination);
  const metrics = new Metrics(clock);
  const database = await openDatabase(config);
  const blobs = new DiskBlobStore({ dir: blobDir(config), reserveBytes: config.reserveBytes });
  const index = new SqlClipIndex(database);
  const recordStore = new SqlRecordStore(database);
  const events = new LaneEvents();
  const desk = new HubDesk();
  const { log, releases } = await openLog(config, { database, events, desk, clock, metrics, logger });
  const lanes = new SqlLaneStore(database);
  const [staffEvents, caseEvents, watching] = [new StaffEvents(), new CaseEvents(), new StaffWatching(events)];
  const ledgers = new Ledgers({
    store: new SqlLedgerStore(database),
    lanes,
    events,
    clock,
    onLeaf: () => log.wake(),
    onGrants: (lane, concerned) => {
      for (const staff of concerned) staffEvents.publish({ type: "grants-changed", staff, lane });
    },
  });
  const sessions = new Sessions({ store: new MemorySessionStore(), ledgers, clock, random: systemRandom });
  const mailboxes = new MemoryMailboxStore(clock);
  const clips = new Clips({ index, blobs, records: recordStore, events, quotaBytes: config.quotaBytes });
  const shared = { events, staffEvents, caseEvents, watching, clock, logger };
  const operator = await openOperator(config, { ...shared, database, log, ledgers, clips });
  const stopping = new AbortController();
  const http = { config, metrics, logger, stopping: stopping.signal };
  const app = await buildApp({
    ...http,
    ...(operator === undefined ? {} : { operator }),
    services: {
      sessions,
      ledgers,
      mailboxes,
      blobs,
      log,
      releases,
      clips,
      manifests: new Manifests(index, events),
      records: new Records(recordStore, events),
      quotaBytes: config.quotaBytes,
      stopping: stopping.signal,
      isDatabaseHealthy: () =>
        sql`select 1`.execute(database).then(
          () => true,
          () => false,
        ),
    },
  });
  const relay = new LiveRelay(metrics);
  const doors = householdDoors({ sessions, relay, desk, metrics, ...shared });
  const closeSockets = openSocketDoors(app.server, doors, { metrics, logger });
  const staff = operator && (await buildStaffListener(http, operator, { ...operator, ...shared, relay }));
  const sweeper = setInterval(() => {
    operator?.sweep();
    sessions.sweep();
    mailboxes.sweep(clock.nowMs());
  }, SWEEP_EVERY_MS);

  const close = async () => {
    clearInterval(sweeper);
    stopping.abort();
    await Promise.all([closeSockets(), closeHttp(app), staff?.close()]);
    await log.close();
    await database.destroy();
    logger.info({ event: "stopped" }, "the server has stopped");
  };
  try {
    await app.listen({ host: config.host, port: config.port, listenTextResolver: () => "HTTP listens" });
    await staff?.listen();
  } catch (error) {
    await close();
    throw listenError(error, config);
  }
  const { port } = app.server.address() as AddressInfo;
  const url = urlOf(config, port);
  logger.info({ event: "listening" }, "the server listens");
  return {
    url,
    port,
    ...(staff === undefined ? {} : { staffUrl: urlOf(config, staff.port()) }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function openDatabase(config: ServerConfig): Promise<SqlDatabase> {
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    return await openSqlite(databasePath(config));
  } catch (cause) {
    throw new NightlatchError("config.data_unusable", `cannot use the folder ${config.dataDir}`, {
      cause,
      advice: "Choose a folder that you may write to, with NIGHTLATCH_DATA. A damaged database comes from a backup.",
    });
  }
}

/** The database is closed again when the log cannot be opened: nothing else holds it yet. */
async function openLog(config: ServerConfig, parts: LogParts): ReturnType<typeof openOwnLog> {
  try {
    return await openOwnLog(config, parts);
  } catch (error) {
    await parts.database.destroy();
    throw error;
  }
}

function urlOf({ tls, host }: ServerConfig, port: number): string {
  return `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${String(port)}`;
}

function listenError(error: unknown, { host, port }: ServerConfig): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "EADDRINUSE") return error;
  return new NightlatchError("config.port_taken", `${host}:${String(portIn(error) ?? port)} is in use`, {
    cause: error,
    advice: "Stop the other program, or choose another port with NIGHTLATCH_PORT or NIGHTLATCH_STAFF_PORT.",
  });
}

/** Which of the two it was. */
function portIn(error: unknown): number | undefined {
  return error instanceof Error && "port" in error && typeof error.port === "number" ? error.port : undefined;
}
