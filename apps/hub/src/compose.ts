// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Starts a hub: its folder, its keys, its household (waiting for one if need be), then its cameras. */
import { join } from "node:path";
import {
  decodeAnswer,
  deviceFromSeed,
  encodeAnswer,
  type DeviceSecrets,
  type PairingAnswer,
} from "@nightlatch/protocol/keys";
import type { HttpClient } from "@nightlatch/api-client";
import { NightlatchError } from "@nightlatch/errors";
import { BackgroundTasks } from "./background-tasks.ts";
import type { HubConfig } from "./config.ts";
import type { HubParts } from "./hub-parts.ts";
import { readOrCreateSeed } from "./identity/seed-file.ts";
import { EntryTable } from "./ledger/entry-table.ts";
import { LedgerFollower, type FollowerDeps } from "./ledger/ledger-follower.ts";
import { pairHub } from "./pairing/pair-hub.ts";
import { openHttp, openSession } from "./server-link.ts";
import { FactTable } from "./store/fact-table.ts";
import { openDataFolder } from "./store/data-folder.ts";
import { openDatabase, type HubDatabase } from "./store/open-database.ts";
import { startRecording, type RecordingHub } from "./start-recording.ts";

export type RunningHub = AsyncDisposable &
  Readonly<{
    /** Rejects when the hub cannot go on; never resolves. */
    failure: Promise<never>;
    /** Closes clips and files. What is not uploaded yet is at the next start. */
    close: () => Promise<void>;
  }>;

const RETRY_MS = 2_000;

/** @throws hub.bad_seed_file | hub.passphrase_needed | hub.wrong_passphrase | hub.data_in_use | hub.data_unreadable */
export async function startHub(config: HubConfig, parts: HubParts): Promise<RunningHub> {
  await openDataFolder(config.dataDir, parts.log);
  const database = openDatabase(join(config.dataDir, "hub.sqlite"));
  const seed = await readOrCreateSeed(join(config.dataDir, "device.seed"), config.passphrase, parts.random);
  const hub = await deviceFromSeed(seed);
  const tasks = new BackgroundTasks({ clock: parts.clock, log: parts.log });
  let recording: RecordingHub | undefined;
  tasks.start(async (signal) => {
    const http = openHttp(config.serverUrl);
    const follower = await findHousehold({ config, parts, database, hub, http }, signal);
    if (follower === undefined) return;
    const session = openSession(http, hub, follower.state.lane, parts.clock);
    recording = await startRecording({ config, parts, database, hub, follower, session, tasks });
  });
  const close = async () => {
    await tasks.stop();
    await recording?.close();
    database.close();
  };
  return { failure: tasks.failure, close, [Symbol.asyncDispose]: close };
}

type Search = Readonly<{
  config: HubConfig;
  parts: HubParts;
  database: HubDatabase;
  hub: DeviceSecrets;
  http: HttpClient;
}>;

/** The household of an earlier start, or the one that pairs now. Undefined when the hub stops before. */
async function findHousehold(search: Search, signal: AbortSignal): Promise<LedgerFollower | undefined> {
  const { parts, database, hub, http } = search;
  const facts = new FactTable(database);
  const entries = new EntryTable(database);
  const known = facts.find("household");
  if (known !== undefined) {
    const { lane, seq } = decodeAnswer(known);
    const session = openSession(http, hub, lane, parts.clock);
    return LedgerFollower.restore({ session, entries, clock: parts.clock, vouchedSeq: seq });
  }
  const { clock, random, log, onNews } = parts;
  const onSecret = (secret: string) => {
    onNews({ kind: "pairing", secret });
  };
  const answer = await pairHub({ http, hub, facts, random, clock, log, onSecret }, signal);
  if (answer === undefined) return undefined;
  const session = openSession(http, hub, answer.lane, clock);
  return joinPatiently({ session, entries, clock, vouchedSeq: answer.seq }, answer, search, signal);
}

/**
 * The answer came from who read this hub's secret, so it is true. A server that is away, or shows something else, must
 * not spoil the pairing: whatever it answers is a reason to wait, never to stop.
 */
async function joinPatiently(
  deps: FollowerDeps,
  answer: PairingAnswer,
  { parts, hub, database }: Search,
  signal: AbortSignal,
): Promise<LedgerFollower | undefined> {
  const facts = new FactTable(database);
  const remember = () => {
    facts.set("household", encodeAnswer(answer));
    facts.remove("pairing_secret");
    facts.remove("pairing_offer");
  };
  let problem = "";
  while (!signal.aborted) {
    try {
      return await LedgerFollower.join(deps, answer, hub.id, remember);
    } catch (error) {
      if (!(error instanceof NightlatchError)) throw error;
      const { code, advice } = error as NightlatchError;
      if (code !== problem) parts.log.warn({ error: { code }, advice }, "joining the household waits for the server");
      problem = code;
      await parts.clock.sleep(RETRY_MS, signal);
    }
  }
  return undefined;
}
