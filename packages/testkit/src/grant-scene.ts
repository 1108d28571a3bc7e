// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household and an operator in one log, up to a request: what tests of grants go on from. */
import { invariant } from "@nightlatch/errors";
import { signAcceptance, signAccessRequest, type StaffSecrets } from "@nightlatch/protocol/grant";
import { signGrant, type GrantChoice } from "@nightlatch/protocol/keys";
import {
  followLog,
  judgeRequest,
  NO_LOG_VIEW,
  type GoodRequest,
  type GrantPlace,
  type LogView,
  type ShownItem,
} from "@nightlatch/protocol/log";
import type { Acceptance, AccessRequest, CameraId, CaseId, ClipId, GrantBody } from "@nightlatch/protocol/wire";
import type { Cosigning } from "./forkable-log.ts";
import { LoggedHousehold } from "./logged-household.ts";
import { LoggedOperator } from "./logged-operator.ts";
import { TEST_NOW_MS } from "./test-household.ts";
import { TestOperator } from "./test-operator.ts";

const MINUTE_MS = 60_000;

export class GrantScene {
  readonly home: LoggedHousehold;
  readonly desk: LoggedOperator;
  readonly caseId: CaseId;
  readonly clip: GrantBody["clips"][number];
  #view: LogView = NO_LOG_VIEW;

  private constructor(home: LoggedHousehold, desk: LoggedOperator) {
    this.home = home;
    this.desk = desk;
    this.caseId = home.random(16) as Uint8Array as CaseId;
    const [camera, clip] = [home.random(16) as Uint8Array as CameraId, home.random(16) as Uint8Array as ClipId];
    this.clip = { camera, clip, header: home.random(32) as GrantBody["request"] };
  }

  static async create(seed: string): Promise<GrantScene> {
    const home = await LoggedHousehold.create(seed);
    const desk = await LoggedOperator.create(await TestOperator.create(`${seed} operator`), home.log);
    const scene = new GrantScene(home, desk);
    // The first look proves the hub, which is asked for from then on.
    await scene.place();
    await home.logHead();
    return scene;
  }

  get operator(): TestOperator {
    return this.desk.operator;
  }

  get support(): StaffSecrets {
    return this.operator.support;
  }

  /** What the household's device knows after it followed the whole log; the hub cosigned at `cosignedMs`. */
  async place(nowMs = TEST_NOW_MS, cosignings?: readonly Cosigning[]): Promise<GrantPlace> {
    const { home } = this;
    const cosigned = cosignings ?? [{ by: home.cosigner, atMs: nowMs }];
    const step = followLog(this.#view, await home.answerWith(this.#view.size, cosigned), home.ledger(), nowMs);
    invariant(step.kind === "followed", "the test's log is honest to this household");
    this.#view = step.view;
    return { state: home.state, view: step.view, roster: this.operator.state, newest: this.desk.newest(), nowMs };
  }

  async request(over: Partial<AccessRequest> = {}, by = this.support): Promise<Uint8Array> {
    return signAccessRequest(by, {
      operator: this.operator.state.operator,
      case: this.caseId,
      kind: "clips",
      fromMs: TEST_NOW_MS - MINUTE_MS,
      toMs: TEST_NOW_MS,
      purpose: "picture_quality",
      words: "Why is it dark?",
      minutes: 60,
      atMs: TEST_NOW_MS,
      ...over,
    });
  }

  async goodRequest(over: Partial<AccessRequest> = {}): Promise<GoodRequest> {
    const good = judgeRequest(await this.request(over), this.caseId, await this.place());
    invariant(good.kind === "good", `the request is good: ${JSON.stringify(good)}`);
    return good;
  }

  /** Signs a grant from a good request, and logs it. */
  async grant(choice: Partial<GrantChoice> = {}): Promise<GrantBody["request"]> {
    const { home } = this;
    const whole = { clips: [this.clip], sound: false, minutes: 60, ...choice };
    await home.take(await signGrant(home.making, home.state, await this.goodRequest(), whole));
    return home.state.head;
  }

  /** The support's acceptance, as the operator logs it. */
  async accept(over: Partial<Acceptance> = {}, by = this.support): Promise<ShownItem> {
    const signed = await signAcceptance(by, {
      operator: this.operator.state.operator,
      grant: this.home.state.head,
      purpose: "picture_quality",
      kind: "clips",
      minutes: 60,
      atMs: TEST_NOW_MS,
      ...over,
    });
    await this.desk.append("acceptance", signed);
    return this.desk.newest();
  }
}
