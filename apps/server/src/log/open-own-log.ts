// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file This server's own log, put together: folder, key, queue, witnesses, and the releases of the app it serves. */
import { systemRandom } from "@nightlatch/crypto/random";
import { NightlatchError } from "@nightlatch/errors";
import { openLogFolder } from "@nightlatch/transparency/log-folder";
import { TransparencyError } from "@nightlatch/transparency/errors";
import type { Logger } from "pino";
import { existsSync, readFileSync } from "node:fs";
import type { SqlDatabase } from "../adapters/embedded/sqlite-database.ts";
import { SqlLaneStore } from "../adapters/sql/sql-lane-store.ts";
import { SqlLeafQueue } from "../adapters/sql/sql-leaf-queue.ts";
import { SqlReleaseStore } from "../adapters/sql/sql-release-store.ts";
import { logPaths, type ServerConfig } from "../config.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { Clock } from "../ports/clock.ts";
import type { LaneEvents } from "../services/lane-events.ts";
import type { HubDesk } from "./hub-desk.ts";
import { readOrCreateLogKey } from "./log-key-file.ts";
import { PublicLog } from "./public-log.ts";
import { queueRelease } from "./release-lane.ts";
import { Releases } from "./releases.ts";
import { suggestedPolicy } from "./suggested-policy.ts";

export type LogParts = Readonly<{
  database: SqlDatabase;
  events: LaneEvents;
  desk: HubDesk;
  clock: Clock;
  metrics: Metrics;
  logger: Logger;
}>;

/** @throws config.invalid | config.data_unusable | config.log_contradicts */
export async function openOwnLog(
  config: ServerConfig,
  { database, ...parts }: LogParts,
): Promise<Readonly<{ log: PublicLog; releases: Releases }>> {
  const { folder, key, releaseKey } = logPaths(config);
  const isNew = !existsSync(folder);
  const signer = await readOrCreateLogKey(key, config.logName, isNew, systemRandom);
  const policy = suggestedPolicy(signer.vkey, config.witnesses ?? "");
  const releases = new SqlReleaseStore(database);
  const { webRoot } = config;
  const release = {
    store: releases,
    keyPath: releaseKey,
    version: ownVersion(),
    random: systemRandom,
    clock: parts.clock,
  };
  const lane = webRoot === undefined ? undefined : await queueRelease({ ...release, webRoot });
  try {
    const store = await openLogFolder(folder, { create: isNew });
    const stores = { queue: new SqlLeafQueue(database), lanes: new SqlLaneStore(database) };
    const log = await PublicLog.open({ store, signer, policy, ...stores, ...parts });
    return { log, releases: new Releases(releases, lane) };
  } catch (cause) {
    if (!(cause instanceof TransparencyError)) throw cause;
    throw new NightlatchError("config.log_contradicts", `the public log cannot be opened: ${cause.message}`, {
      cause,
      advice: `${cause.advice ?? ""} See docs/operations/log.md.`.trim(),
    });
  }
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return version;
}
