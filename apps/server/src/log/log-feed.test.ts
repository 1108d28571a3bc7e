// SPDX-License-Identifier: AGPL-3.0-or-later
import { systemRandom } from "@nightlatch/crypto/random";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { openSequencer, type LogStore, type Sequencer } from "@nightlatch/transparency/log";
import { openLogFolder } from "@nightlatch/transparency/log-folder";
import { createLogSigner } from "@nightlatch/transparency/signing";
import { openCheckpoint, openTiles } from "@nightlatch/transparency/verify";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqlite, type SqlDatabase } from "../adapters/embedded/sqlite-database.ts";
import { SqlLaneStore } from "../adapters/sql/sql-lane-store.ts";
import { SqlLeafQueue } from "../adapters/sql/sql-leaf-queue.ts";
import { SqlLedgerStore } from "../adapters/sql/sql-ledger-store.ts";
import { drawHash, drawLane } from "../contract-tests/drawn-values.ts";
import type { LeafQueue } from "../ports/leaf-queue.ts";
import type { LaneId } from "../ports/stored-types.ts";
import { LogFeed } from "./log-feed.ts";

const signer = createLogSigner("example.org/log", noteKeyFromSeed(systemRandom(32)));
const logger = pino({ level: "silent" });

let folder: string;
let database: SqlDatabase;
let store: LogStore;
let lane: LaneId;
let slots = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-feed-"));
  database = await openSqlite(join(folder, "server.sqlite"));
  store = await openLogFolder(join(folder, "log"), { create: true });
  lane = drawLane();
  slots = 0;
  await new SqlLedgerStore(database).append(lane, { seq: 0, head: drawHash(), entry: drawHash() }, []);
});

afterEach(async () => {
  await database.destroy();
  await rm(folder, { recursive: true });
});

async function stored(count: number): Promise<void> {
  const lanes = new SqlLaneStore(database);
  for (let i = 0; i < count; i += 1) {
    await lanes.addLeaf(lane, { slot: slots, leaf: drawHash(), salt: drawHash(), seq: 0 });
    slots += 1;
  }
}

/** Resolves `settled` when that many leaves have been told of. */
function feedOn(over: Readonly<{ store?: LogStore; queue?: LeafQueue }> = {}) {
  const told: number[] = [];
  let wake: () => void = () => undefined;
  const logStore = over.store ?? store;
  const open = (): Promise<Sequencer> => openSequencer({ store: logStore, origin: signer.key.name, signers: [signer] });
  const feed = LogFeed.open({
    queue: over.queue ?? new SqlLeafQueue(database),
    store: logStore,
    open,
    logger,
    onLogged: (_households, size) => {
      told.push(size);
      wake();
    },
  });
  const sizeOf = async (size: number) => {
    while ((told.at(-1) ?? 0) < size) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { feed, sizeOf };
}

/** The leaves of the log, and that the database names each one's place. */
async function expectEachOnce(feed: LogFeed, count: number): Promise<void> {
  const { checkpoint } = openCheckpoint(feed.checkpoint, [signer.key]);
  const tiles = await openTiles(checkpoint, store);
  const logged: string[] = [];
  for await (const { leaves } of tiles.leaves())
    logged.push(...leaves.map((leaf) => Buffer.from(leaf).toString("hex")));
  const rows = await database.selectFrom("log_leaves").selectAll().orderBy("log_index").execute();
  expect(rows.map(({ log_index }) => log_index)).toEqual(Array.from({ length: count }, (_, i) => i));
  expect(logged).toEqual(rows.map(({ leaf }) => Buffer.from(leaf).toString("hex")));
}

/** The queue, of which `settle` fails so many times: as if the process had died just there. */
function forgetful(times: number): LeafQueue {
  const queue = new SqlLeafQueue(database);
  let left = times;
  return {
    waiting: (limit) => queue.waiting(limit),
    settledSize: () => queue.settledSize(),
    settle: (settled) => {
      if (settled.length > 0 && left > 0) {
        left -= 1;
        return Promise.reject(new Error("the disk is full"));
      }
      return queue.settle(settled);
    },
  };
}

/** The store, of which one step fails once. */
function failingOnce(step: "put" | "swapHead" | "publish" | "remove"): LogStore {
  let isDone = false;
  const once = async <T>(name: string, run: () => Promise<T>, runsFirst = false): Promise<T> => {
    if (name !== step || isDone) return run();
    isDone = true;
    if (runsFirst) await run();
    throw new Error("the disk is full");
  };
  let puts = 0;
  return {
    read: (path) => store.read(path),
    readHead: () => store.readHead(),
    put: (objects) => {
      puts += 1;
      return once(puts > 1 ? "put" : "first put", () => store.put(objects));
    },
    swapHead: (from, to) => once("swapHead", () => store.swapHead(from, to), true),
    publish: (size, note) =>
      size === 0 ? store.publish(size, note) : once("publish", () => store.publish(size, note)),
    remove: (prefix) => store.remove(prefix),
  };
}

describe("the feed of the public log", () => {
  it("logs what waits, and what comes, in order", async () => {
    await stored(3);
    const { feed, sizeOf } = feedOn();
    const open = await feed;
    await sizeOf(3);
    await stored(300);
    open.wake();
    await sizeOf(303);
    await expectEachOnce(open, 303);
    await open.close();
  });

  it.each(["put", "swapHead", "publish"] as const)(
    "opens the log again after %s failed, and logs each leaf once",
    async (step) => {
      await stored(2);
      const { feed, sizeOf } = feedOn({ store: failingOnce(step) });
      const open = await feed;
      await sizeOf(2);
      await expectEachOnce(open, 2);
      await open.close();
    },
  );

  it("finds what the log took and the database forgot, also when that fails again", async () => {
    await stored(5);
    const { feed, sizeOf } = feedOn({ queue: forgetful(2) });
    const open = await feed;
    await sizeOf(5);
    await expectEachOnce(open, 5);
    await open.close();
  });

  it("finds it at the next start, before it feeds anything anew", async () => {
    await stored(5);
    const sequencer = await openSequencer({ store, origin: signer.key.name, signers: [signer] });
    for (const { leaf } of (await new SqlLeafQueue(database).waiting(3)).slice(0, 3)) await sequencer.append(leaf);
    await sequencer.close();
    const { feed, sizeOf } = feedOn();
    const open = await feed;
    expect(await new SqlLeafQueue(database).settledSize()).toBeGreaterThanOrEqual(3);
    await sizeOf(5);
    await expectEachOnce(open, 5);
    await open.close();
  });

  it("does not start over a log that holds a leaf which the database does not know", async () => {
    const sequencer = await openSequencer({ store, origin: signer.key.name, signers: [signer] });
    await sequencer.append(drawHash());
    await sequencer.close();
    await expect(feedOn().feed).rejects.toMatchObject({ code: "config.log_contradicts" });
  });

  it("does not start over a log that is shorter than the database says", async () => {
    await stored(1);
    const [waiting] = await new SqlLeafQueue(database).waiting(1);
    await new SqlLeafQueue(database).settle([{ ticket: waiting?.ticket ?? 0, index: 0 }]);
    await expect(feedOn().feed).rejects.toMatchObject({ code: "config.log_contradicts" });
  });
});
