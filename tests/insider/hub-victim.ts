// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household's hub under attack: the hub's own history, witness, log reader and alarms on a database of its own,
 * over HTTP and its live socket, as they are wired in the product. It has no camera.
 */
import { concatBytes, encodeUtf8 } from "@nightlatch/bytes";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { openHttp, openChannel, openSession } from "../../apps/hub/src/server-link.ts";
import { EntryTable } from "../../apps/hub/src/ledger/entry-table.ts";
import { LedgerFollower } from "../../apps/hub/src/ledger/ledger-follower.ts";
import { startLog, type LogPart } from "../../apps/hub/src/log/start-log.ts";
import { createLog } from "../../apps/hub/src/observability/logger.ts";
import { systemClock, type Clock } from "../../apps/hub/src/ports/clock.ts";
import { IN_MEMORY, openDatabase, type HubDatabase } from "../../apps/hub/src/store/open-database.ts";
import type { CloudScene } from "./cloud-scene.ts";

export type HubFind = Readonly<{ code: string; bytes: Uint8Array }>;

/** What it looks at every 15 seconds, it looks at here as often as this. */
const LOOK_EVERY_MS = 50;

export class HubVictim implements AsyncDisposable {
  readonly follower: LedgerFollower;
  readonly log: LogPart;
  /** Codes of the alarms that it told its household. */
  readonly alarms: string[];
  readonly #database: HubDatabase;
  readonly #stop: () => Promise<void>;
  #stopped: Promise<void> | undefined;

  private constructor(
    parts: Pick<HubVictim, "follower" | "log" | "alarms">,
    database: HubDatabase,
    stop: () => Promise<void>,
  ) {
    this.follower = parts.follower;
    this.log = parts.log;
    this.alarms = parts.alarms;
    this.#database = database;
    this.#stop = stop;
  }

  /** Connects through the hubs' cloud. The household's ledger must have let it in. `clock`: the time that it takes for true. */
  static async join(scene: CloudScene, hub: DeviceSecrets, nowMs = () => scene.nowMs): Promise<HubVictim> {
    const { lane, createHash, seq } = scene.home.state;
    const sleep: Clock["sleep"] = (ms, signal) => systemClock.sleep(Math.min(ms, LOOK_EVERY_MS), signal);
    const clock: Clock = { ...systemClock, nowMs, sleep };
    const serverUrl = scene.hubCloud.url;
    const database = openDatabase(IN_MEMORY);
    const session = openSession(openHttp(serverUrl), hub, lane, clock);
    const deps = { session, entries: new EntryTable(database), clock, vouchedSeq: seq };
    const follower = await LedgerFollower.join(deps, { lane, createHash, seq }, hub.id, () => undefined);
    const alarms: string[] = [];
    const log = startLog({
      parts: { clock, log: createLog("silent"), random: scene.home.random },
      ...{ serverUrl, database, hub, follower, session },
      publish: (_id, content) => {
        if (content.kind === "alarm") alarms.push(content.code);
        return Promise.resolve(true);
      },
      onProved: () => undefined,
    });
    const work = new Set<Promise<void>>();
    const channel = openChannel(serverUrl, session, {
      onMessage: (message) => {
        if (message.type === "add-checkpoint") work.add(log.cosign(message, channel));
      },
      onState: () => undefined,
    });
    const stopping = new AbortController();
    work.add(log.keeper.run(stopping.signal));
    return new HubVictim({ follower, log, alarms }, database, async () => {
      channel.close();
      stopping.abort();
      await Promise.all(work);
      database.close();
    });
  }

  /** The history, the tree that it believes and the trees that it signed; not when they were last cosigned. */
  snapshot(): Uint8Array {
    const { size, root, provedSeq } = this.log.book.view;
    const signed = this.#database.prepare<[], { root: Buffer }>("SELECT root FROM witnessed_heads").all();
    const place = encodeUtf8(`${String(size)} ${String(provedSeq)}`);
    return concatBytes(...this.follower.ledger.entries(), place, root, ...signed.map((head) => head.root));
  }

  /** The evidence that it wrote down, oldest first. */
  finds(): readonly HubFind[] {
    return this.#database.prepare<[], HubFind>("SELECT code, bytes FROM evidence ORDER BY rowid").all();
  }

  /** Resolves with the evidence of the first alarm that it gave. */
  async foundOut(): Promise<Uint8Array> {
    for (;;) {
      const [alarm] = this.alarms;
      const found = this.finds().find(({ code }) => code === alarm);
      if (found !== undefined) return new Uint8Array(found.bytes);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** It may be switched off before its scene ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped ??= this.#stop();
    await this.#stopped;
  }
}
