// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A hub's own log part around a LoggedHousehold: its loop, book, reader, writer and alarms, on a database of its
 * own, with a server that shows the truth until a test bends it. For tests.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { DeviceSession, FetchLike } from "@nightlatch/api-client";
import { LOG_PREFIX } from "@nightlatch/api-contract";
import type { RecordContent } from "@nightlatch/protocol/seal";
import { formatId, type Id } from "@nightlatch/protocol/wire";
import { boxesFor, TEST_NOW_MS, type ForkableLog, type LoggedHousehold } from "@nightlatch/testkit";
import { openSequencer } from "@nightlatch/transparency/log";
import { createMemoryLogStore } from "@nightlatch/transparency/memory-stores";
import { EntryTable } from "../ledger/entry-table.ts";
import { LedgerFollower } from "../ledger/ledger-follower.ts";
import { createLog } from "../observability/logger.ts";
import { FactTable } from "../store/fact-table.ts";
import { IN_MEMORY, openDatabase, type HubDatabase } from "../store/open-database.ts";
import { AlarmTable } from "./alarm-table.ts";
import { Alarms } from "./alarms.ts";
import { LaneTable } from "./lane-table.ts";
import { LaneWriter } from "./lane-writer.ts";
import { LogBook } from "./log-book.ts";
import { LogKeeper } from "./log-keeper.ts";
import { PacedClock } from "./paced-clock.fixture.ts";
import { ShownLog } from "./shown-log.fixture.ts";
import { OwnLane } from "./own-lane.ts";
import { TileWatch } from "./tile-watch.ts";

type Texts = Readonly<{ leaf: string; salt: string; seq: number }>;
type Started = Readonly<{
  alarms: Alarms;
  book: LogBook;
  follower: LedgerFollower;
  keeper: LogKeeper;
  stop: () => Promise<void>;
}>;
type Input = Readonly<{ query?: { from?: number }; body?: Texts }>;

export class LoggedHub implements AsyncDisposable {
  readonly home: LoggedHousehold;
  readonly shown: ShownLog;
  readonly clock: PacedClock;
  readonly database: HubDatabase;
  /** How many entries the server shows. */
  shownEntries: number;
  /** What the hub told its household; nothing while it awaits a change of keys. */
  readonly told: RecordContent[] = [];
  isHeard = true;
  /** What the tiles' door answers instead of the truth. */
  tileStatus: number | undefined;
  alarms: Alarms;
  book: LogBook;
  follower: LedgerFollower;
  keeper: LogKeeper;
  #asked = 0;
  #stop: () => Promise<void>;

  constructor(home: LoggedHousehold) {
    this.home = home;
    this.shown = new ShownLog(home);
    this.clock = new PacedClock(TEST_NOW_MS);
    this.database = openDatabase(IN_MEMORY);
    this.shownEntries = home.entries.length;
    new EntryTable(this.database).append(0, home.entries, TEST_NOW_MS);
    const { alarms, book, follower, keeper, stop } = this.#start();
    [this.alarms, this.book, this.follower, this.keeper, this.#stop] = [alarms, book, follower, keeper, stop];
  }

  /** How often the server was asked for anything. */
  get asked(): number {
    return this.#asked;
  }

  /** With what is in its database, as after a crash. */
  async restart(): Promise<void> {
    await this.#stop();
    const { alarms, book, follower, keeper, stop } = this.#start();
    [this.alarms, this.book, this.follower, this.keeper, this.#stop] = [alarms, book, follower, keeper, stop];
    await this.clock.untilAsleep();
  }

  /** Of the first alarm that it raised. */
  alarmId(): Id {
    const row = this.database.prepare<[], { id: Buffer }>("SELECT id FROM alarms ORDER BY rowid").get();
    if (row === undefined) throw new Error("an alarm was raised");
    return new Uint8Array(row.id) as Uint8Array as Id;
  }

  /** The evidence that it wrote down, oldest first. */
  finds(): readonly Readonly<{ code: string; bytes: Uint8Array }>[] {
    const rows = this.database.prepare<[], { code: string; bytes: Buffer }>("SELECT code, bytes FROM evidence").all();
    return rows.map(({ code, bytes }) => ({ code, bytes: new Uint8Array(bytes) }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    this.database.close();
  }

  #start(): Started {
    const { home, database, clock } = this;
    const { random, hub } = home;
    const log = createLog("silent");
    const [facts, entries] = [new FactTable(database), new EntryTable(database)];
    const session = { call: (route, input) => this.#answer(route, input as Input) } as Pick<DeviceSession, "call">;
    const nowMs = () => clock.nowMs();
    const follower = LedgerFollower.restore({ session, entries, clock, vouchedSeq: 1 });
    const [state, ledger] = [() => follower.state, () => follower.ledger];
    const publish = (_id: unknown, content: RecordContent) => {
      if (this.isHeard) this.told.push(content);
      return Promise.resolve(this.isHeard);
    };
    const alarms = new Alarms({ facts, entries, table: new AlarmTable(database), publish, random, log });
    const book = new LogBook({ session, facts, ledger, nowMs, vouchedSeq: -1 });
    const indexOf = (origin: string) => new LaneTable(database, origin);
    const watch = new TileWatch({ serverUrl: "", fetch: this.#fetch, indexOf, state, nowMs });
    const writer = new LaneWriter({ session, hub, ledger, view: () => book.view, random, nowMs });
    const own = new OwnLane({ session, headAt: (seq) => follower.seenHeadAt(seq), syncLedger: () => follower.sync() });
    const keeper = new LogKeeper({ clock, log, follower, book, watch, own, writer, alarms, onProved: () => undefined });
    const stopping = new AbortController();
    const running = keeper.run(stopping.signal);
    const stop = async () => {
      stopping.abort();
      await running;
    };
    return { alarms, book, follower, keeper, stop };
  }

  /** As the server's routes answer, in text. */
  async #answer(route: string, { query, body }: Input): Promise<never> {
    this.#asked += 1;
    return (await this.#truth(route, query?.from ?? 0, body)) as never;
  }

  #truth(route: string, from: number, body: Texts | undefined): Promise<unknown> {
    const { home } = this;
    const last = home.leaves.at(-1);
    switch (route) {
      case "readLogProof":
        return this.shown.session.call("readLogProof", { query: { from } });
      case "readEntries": {
        const entries = home.entries.slice(from, this.shownEntries).map(encodeBase64url);
        return Promise.resolve({ entries, seq: this.shownEntries - 1, head: "" });
      }
      case "readLane":
        return Promise.resolve(last === undefined ? {} : inText(last));
      case "readBoxes": {
        const boxes = home.signed.flatMap((one) => boxesFor(one, home.hub));
        const texts = boxes.map(({ group, epoch, box }) => ({
          group: formatId(group),
          epoch,
          box: encodeBase64url(box),
        }));
        return Promise.resolve({ boxes: texts });
      }
      case "putLeaf": {
        if (body === undefined) throw new Error("a leaf comes in the body");
        const leaf = decodeBase64url(body.leaf);
        home.leaves.push({ leaf, salt: decodeBase64url(body.salt), seq: body.seq, index: home.log.append(leaf) });
        return Promise.resolve({});
      }
      default:
        throw new Error(`nothing is shown of ${route}`);
    }
  }

  readonly #fetch: FetchLike = async (url) => {
    this.#asked += 1;
    if (this.tileStatus !== undefined) return new Response(null, { status: this.tileStatus });
    const bytes = await (await tilesOf(this.shown.home.log)).read(url.slice(LOG_PREFIX.length));
    return bytes === undefined ? new Response(null, { status: 404 }) : new Response(Uint8Array.from(bytes));
  };
}

function inText({ leaf, salt, seq }: Readonly<{ leaf: Uint8Array; salt: Uint8Array; seq: number }>): Texts {
  return { leaf: encodeBase64url(leaf), salt: encodeBase64url(salt), seq };
}

/** As a sequencer writes them, one leaf at a time: it keeps the tiles of each smaller tree, too. */
async function tilesOf(log: ForkableLog) {
  const store = createMemoryLogStore();
  await using sequencer = await openSequencer({ store, origin: log.signer.key.name, signers: [log.signer] });
  for (let i = 0; i < log.size; i += 1) await sequencer.append(log.leafAt(i));
  return store;
}
