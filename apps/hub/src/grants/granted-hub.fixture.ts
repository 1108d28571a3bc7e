// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A hub's LiveGrants around a household and an operator in one log, with a server that shows the truth until a
 * test bends it. For tests.
 */
import { encodeBase64url } from "@nightlatch/bytes";
import { ClientError, RosterBook, type DeviceSession } from "@nightlatch/api-client";
import type { Hash } from "@nightlatch/crypto/keys";
import { invariant } from "@nightlatch/errors";
import { signAcceptance, signAccessRequest, type StaffSecrets } from "@nightlatch/protocol/grant";
import { revokeGrant, signGrant } from "@nightlatch/protocol/keys";
import { followLog, judgeRequest, NO_LOG_VIEW, type LogAnswer } from "@nightlatch/protocol/log";
import { decodeLaneLeaf, type Acceptance, type CameraId, type CaseId } from "@nightlatch/protocol/wire";
import { LoggedHousehold, LoggedOperator, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import { LogBook } from "../log/log-book.ts";
import { PacedClock } from "../log/paced-clock.fixture.ts";
import { createLog } from "../observability/logger.ts";
import { FactTable } from "../store/fact-table.ts";
import { IN_MEMORY, openDatabase, type HubDatabase } from "../store/open-database.ts";
import { LiveGrants } from "./live-grants.ts";
import { RosterTable } from "./roster-table.ts";

export const MINUTE_MS = 60_000;

type Input = Readonly<{ query?: Readonly<{ from?: number; slot?: number }>; params?: Readonly<{ grant: string }> }>;

export class GrantedHub implements AsyncDisposable {
  readonly home: LoggedHousehold;
  readonly desk: LoggedOperator;
  readonly camera: CameraId;
  readonly clock = new PacedClock(TEST_NOW_MS);
  readonly database: HubDatabase = openDatabase(IN_MEMORY);
  /** Items of the operator that the server shows; all by default. */
  shownItems = Number.POSITIVE_INFINITY;
  isInReach = true;
  readonly foreign: string[] = [];
  live: LiveGrants;
  #acceptance: Readonly<{ grant: string; slot: number }> | undefined;
  #stop: () => Promise<void>;

  private constructor(home: LoggedHousehold, desk: LoggedOperator) {
    this.home = home;
    this.desk = desk;
    this.camera = home.random(16) as Uint8Array as CameraId;
    [this.live, this.#stop] = this.#start();
  }

  static async create(seed: string): Promise<GrantedHub> {
    const home = await LoggedHousehold.create(seed);
    const desk = await LoggedOperator.create(await TestOperator.create(`${seed} operator`), home.log);
    const hub = new GrantedHub(home, desk);
    await hub.clock.untilAsleep();
    return hub;
  }

  get operator(): TestOperator {
    return this.desk.operator;
  }

  /** The owner signs a live grant of the hub's camera, and logs it. */
  async grant(minutes = 10): Promise<Hash> {
    const { home, operator, camera } = this;
    const caseId = home.random(16) as Uint8Array as CaseId;
    const request = await signAccessRequest(operator.support, {
      ...{ operator: operator.state.operator, case: caseId, kind: "live", camera, purpose: "picture_quality" },
      ...{ fromMs: 0, toMs: 0, words: "Why is it dark?", minutes, atMs: TEST_NOW_MS },
    });
    const good = judgeRequest(request, caseId, await this.#place());
    invariant(good.kind === "good", `the request is good: ${JSON.stringify(good)}`);
    await home.take(await signGrant(home.making, home.state, good, { camera, sound: false, minutes }));
    return home.state.head;
  }

  /** The support's acceptance of the household's last entry, as the operator logs it. */
  async accept(grant: Hash, over: Partial<Acceptance> = {}, by: StaffSecrets = this.operator.support): Promise<void> {
    const signed = await signAcceptance(by, {
      ...{ operator: this.operator.state.operator, grant, purpose: "picture_quality", kind: "live", minutes: 10 },
      ...{ atMs: TEST_NOW_MS, ...over },
    });
    await this.desk.append("acceptance", signed);
    this.#acceptance = { grant: encodeBase64url(grant), slot: this.desk.items.length - 1 };
  }

  async revoke(grant: Hash): Promise<void> {
    await this.home.take(await revokeGrant(this.home.making, this.home.state, grant));
  }

  /** News came, and the hub has looked. */
  async look(afterMs = 20_000): Promise<void> {
    this.live.wake();
    await this.clock.pass(afterMs);
    await this.clock.untilAsleep();
  }

  /** Whom a clip that begins now would be sealed to. */
  targets(): number {
    return this.live.targetsOf(this.camera).length;
  }

  /** With what is in its database, as after a crash. */
  async restart(): Promise<void> {
    await this.#stop();
    [this.live, this.#stop] = this.#start();
    await this.clock.untilAsleep();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    this.database.close();
  }

  #start(): [LiveGrants, () => Promise<void>] {
    const { clock, database } = this;
    const session = { call: (route, input) => this.#answer(route, input as Input) } as Pick<DeviceSession, "call">;
    const nowMs = () => clock.nowMs();
    const ledger = () => this.home.ledger();
    const log = new LogBook({ session, facts: new FactTable(database), ledger, nowMs, vouchedSeq: 1 });
    const follow = (answer: LogAnswer) => Promise.resolve(log.follow(answer).kind === "followed");
    const live = new LiveGrants({
      ...{ clock, log: createLog("silent"), session, state: () => this.home.state },
      // As the hub's own loop does before each look: its view of the household is proved.
      roster: new RosterBook({ session, store: new RosterTable(database), log: { view: () => log.view, follow } }),
      onForeignRoster: (code) => {
        this.foreign.push(code);
        return Promise.resolve();
      },
    });
    const stopping = new AbortController();
    const running = live.run(stopping.signal);
    const stop = async () => {
      stopping.abort();
      await running;
    };
    this.#follow = () => log.sync();
    return [live, stop];
  }

  #follow: () => Promise<unknown> = () => Promise.resolve();

  /** What the hub's log keeper does by itself. */
  followLog(): Promise<unknown> {
    return this.#follow();
  }

  async #place() {
    const { home, operator, desk } = this;
    const ledger = home.ledger();
    const nowMs = this.clock.nowMs();
    const step = followLog(NO_LOG_VIEW, await home.answer(0, nowMs), ledger, nowMs);
    invariant(step.kind === "followed", "the test's log is honest to this household");
    return { state: home.state, view: step.view, roster: operator.state, newest: desk.newest(), nowMs };
  }

  async #answer(route: string, { query, params }: Input): Promise<never> {
    if (!this.isInReach) throw new ClientError("client.unreachable", "the server is away");
    return (await this.#truth(route, query ?? {}, params?.grant)) as never;
  }

  async #truth(route: string, { from = 0, slot }: NonNullable<Input["query"]>, grant?: string): Promise<unknown> {
    const shown = this.desk.items.slice(0, this.shownItems);
    const { checkpoint, consistency, leaf } = await this.home.answer(from, this.clock.nowMs());
    const log = { checkpoint: encodeBase64url(checkpoint), consistency: consistency.map(encodeBase64url) };
    switch (route) {
      case "readLogProof":
        return { ...log, ...(leaf === undefined ? {} : { leaf: texts(leaf) }) };
      case "readAcceptance":
        if (grant === this.#acceptance?.grant) return { slot: this.#acceptance?.slot, acceptance: "" };
        throw new ClientError("acceptance.unknown", "nobody has accepted yet");
      case "readOperatorItems":
        return { items: shown.slice(from).map(({ item }) => encodeBase64url(item)), leaves: [], size: shown.length };
      case "readOperatorProof": {
        const logged = slot === undefined ? shown.at(-1) : shown[slot];
        if (logged === undefined) return log;
        const place = { slot: decodeLaneLeaf(logged.leaf).slot, index: logged.index };
        const { inclusion } = this.desk.show(logged);
        const proof = { leaf: encodeBase64url(logged.leaf), inclusion: inclusion.map(encodeBase64url) };
        return { ...log, leaf: { ...place, ...proof } };
      }
      default:
        throw new Error(`nothing is shown of ${route}`);
    }
  }
}

function texts(leaf: Readonly<{ leaf: Uint8Array; salt: Uint8Array; inclusion: readonly Uint8Array[] }>): unknown {
  const { leaf: bytes, salt, inclusion, ...rest } = leaf;
  return {
    ...rest,
    leaf: encodeBase64url(bytes),
    salt: encodeBase64url(salt),
    inclusion: inclusion.map(encodeBase64url),
  };
}
