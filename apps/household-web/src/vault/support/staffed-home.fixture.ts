// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file For tests: a household founded in this browser and an operator in one log, with cases and clips. Everything is
 * really signed and sealed; the server between them shows what a test makes it show.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { invariant, NightlatchError } from "@nightlatch/errors";
import type { Hash } from "@nightlatch/crypto/keys";
import {
  openCaseKey,
  sealStaffMessage,
  signAcceptance,
  signAccessRequest,
  type StaffSecrets,
} from "@nightlatch/protocol/grant";
import {
  cameraGroups,
  currentEpoch,
  decodeClipOpening,
  decodeLaneLeaf,
  findGrant,
  formatId,
  grantKind,
  grantMinutes,
  parseId,
  type Acceptance,
  type AccessRequest,
  type CameraId,
  type CaseId,
} from "@nightlatch/protocol/wire";
import { LoggedOperator, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import { recordClip } from "../clips/recorded-clip.fixture.ts";
import { LoggedHome } from "../household/logged-home.fixture.ts";
import type { StoredClip } from "../server/household-server.ts";
import type { SupportDeps } from "./support-deps.ts";

type StoredCase = { readonly boxes: Map<string, string>; readonly messages: string[]; isOpen: boolean };
type Body = Readonly<{
  case: string;
  cases: readonly string[];
  boxes: readonly Readonly<{ staff: string; box: string }>[];
  messages: readonly string[];
  n: number;
  message: string;
  closes: boolean;
}>;
type Input = Readonly<{
  query?: Readonly<{ from?: number; slot?: number; after?: number }>;
  params?: Readonly<{ case?: string; grant?: string }>;
  body?: Body;
}>;

export class StaffedHome {
  readonly home: LoggedHome;
  readonly camera: CameraId;
  desk: LoggedOperator;
  readonly cases = new Map<string, StoredCase>();
  readonly clips = new Map<string, StoredClip>();
  /** As the hub sent them, by clip. */
  readonly openings = new Map<string, Uint8Array>();
  readonly fetches: Uint8Array[] = [];
  /** Items of the operator that the server shows; all by default. */
  shownItems = Number.POSITIVE_INFINITY;
  #acceptance: Readonly<{ grant: string; slot: number }> | undefined;

  private constructor(home: LoggedHome, desk: LoggedOperator) {
    this.home = home;
    this.desk = desk;
    this.camera = home.random(16) as Uint8Array as CameraId;
    this.serve();
  }

  static async found(seed: string): Promise<StaffedHome> {
    const home = await LoggedHome.found(seed);
    const operator = await TestOperator.create(`${seed} operator`);
    const staffed = new StaffedHome(home, await LoggedOperator.create(operator, home.memoryLog.log));
    await staffed.#addCamera();
    return staffed;
  }

  get deps(): SupportDeps {
    const { household, server, random } = this.home;
    const { parts, membershipDeps } = household;
    return { parts, server, membership: membershipDeps, random, nowMs: () => this.home.nowMs };
  }

  /** That came with entries since the tab was opened. */
  get grantBoxes(): readonly (readonly Uint8Array[])[] {
    return this.home.server.grantBoxes;
  }

  get support(): StaffSecrets {
    return this.desk.operator.support;
  }

  /** To be called after a tab was opened. */
  serve(): void {
    const { server } = this.home;
    server.session = { call: async (route, input) => (await this.#answer(route, input as Input)) as never };
    server.readClip = (clip) => {
      const stored = this.clips.get(formatId(clip));
      return stored === undefined ? Promise.reject(gone("clip.unknown")) : Promise.resolve(stored);
    };
  }

  /** A clip of the camera, sealed by the hub. Returns its id. */
  async record(startMs = TEST_NOW_MS - 60_000): Promise<string> {
    const { state, hub, random } = this.home;
    const group = this.#group();
    const epoch = currentEpoch(state, group);
    invariant(epoch !== undefined, "the group has an epoch");
    const recorded = await recordClip({ hub, state, group, epoch, random }, this.camera, "Kpp|Kpp", startMs);
    const opening = decodeClipOpening(recorded.opening);
    this.clips.set(formatId(opening.header.clip), { opening, parts: [], sizeBytes: 1 });
    this.openings.set(formatId(opening.header.clip), recorded.opening);
    return formatId(opening.header.clip);
  }

  /** Sam's request in a case. Returns its number there. */
  async ask(id: string, over: Partial<AccessRequest> = {}, by = this.support): Promise<number> {
    const { home, desk } = this;
    const request = await signAccessRequest(by, {
      ...{ operator: desk.operator.state.operator, case: parseId<CaseId>(id), kind: "clips", fromMs: 0 },
      ...{ toMs: home.nowMs, purpose: "picture_quality", words: "Why is it dark?", minutes: 60, atMs: home.nowMs },
      ...over,
    });
    return this.say(id, { kind: "request", request }, by);
  }

  async say(id: string, body: Parameters<typeof sealStaffMessage>[2]["body"], by = this.support): Promise<number> {
    const stored = this.#case(id);
    const [caseId, n] = [parseId<CaseId>(id), stored.messages.length];
    const box = decodeBase64url(stored.boxes.get(formatId(this.support.id)) ?? "");
    const key = await openCaseKey(this.support, caseId, box);
    const { random, nowMs } = this.home;
    stored.messages.push(
      encodeBase64url(await sealStaffMessage(by, key, { case: caseId, n, atMs: nowMs, body }, random)),
    );
    return n;
  }

  /** The support's acceptance, as the operator logs it. */
  async accept(grant: Hash, over: Partial<Acceptance> = {}, by = this.support): Promise<void> {
    const given = findGrant(this.home.state, grant);
    invariant(given !== undefined, "the household gave it");
    const { operator, purpose } = given.body;
    const signed = await signAcceptance(by, {
      ...{ operator, grant, purpose, kind: grantKind(given.body), minutes: grantMinutes(given) },
      ...{ atMs: this.home.nowMs, ...over },
    });
    await this.desk.append("acceptance", signed);
    this.#acceptance = { grant: encodeBase64url(grant), slot: this.desk.items.length - 1 };
  }

  async #addCamera(): Promise<void> {
    const { desk } = this.home.household.parts;
    const settings = { name: "Front door", retentionDays: 7, retentionBytes: 0, removed: false };
    const [group, hub] = [this.#group(), this.home.hub.id];
    await desk.writeForGroup(this.camera, group, { kind: "camera", group, hub, ...settings });
  }

  #group() {
    const [group] = cameraGroups(this.home.state);
    invariant(group !== undefined, "a household has a camera group");
    return group;
  }

  #case(id: string): StoredCase {
    const stored = this.cases.get(id);
    if (stored === undefined) throw gone("case.unknown");
    return stored;
  }

  async #answer(route: string, { query = {}, params = {}, body }: Input): Promise<unknown> {
    const id = params.case ?? body?.case ?? "";
    switch (route) {
      case "openCase":
        this.cases.set(id, {
          boxes: new Map(body?.boxes.map(({ staff, box }) => [staff, box])),
          messages: [...(body?.messages ?? [])],
          isOpen: true,
        });
        return { count: body?.messages.length };
      case "readCaseStates":
        return { cases: body?.cases.flatMap((one) => this.#stateOf(one)) ?? [] };
      case "readCaseMessages":
        return {
          messages: this.#case(id)
            .messages.map((message, n) => ({ n, atMs: this.home.nowMs, message }))
            .slice(query.from),
        };
      case "appendCaseMessage":
        if (body?.n !== this.#case(id).messages.length) throw gone("case.conflict");
        this.#case(id).messages.push(body.message);
        this.#case(id).isOpen = !body.closes;
        return { n: body.n };
      case "readAcceptance":
        if (params.grant !== this.#acceptance?.grant) throw gone("acceptance.unknown");
        return { slot: this.#acceptance?.slot, acceptance: "" };
      case "readFetches":
        return { fetches: this.fetches.slice(query.after).map(encodeBase64url), cursor: this.fetches.length };
      case "readWatching":
        return { watching: [] };
      case "readOperatorItems":
        return this.#items(query.from ?? 0);
      case "readOperatorProof":
        return this.#proof(query.from ?? 0, query.slot);
      default:
        throw new Error(`nothing is shown of ${route}`);
    }
  }

  #stateOf(id: string): readonly unknown[] {
    const stored = this.cases.get(id);
    const atMs = this.home.nowMs;
    if (stored === undefined) return [];
    const [state, count] = [stored.isOpen ? "open" : "closed", stored.messages.length];
    return [{ case: id, state, count, openedAtMs: atMs, changedAtMs: atMs }];
  }

  #items(from: number) {
    const shown = this.desk.items.slice(0, this.shownItems);
    return { items: shown.slice(from).map(({ item }) => encodeBase64url(item)), leaves: [], size: shown.length };
  }

  async #proof(from: number, slot: number | undefined) {
    const { checkpoint, consistency } = await this.home.server.logProof(from);
    const log = { checkpoint: encodeBase64url(checkpoint), consistency: consistency.map(encodeBase64url) };
    const shown = this.desk.items.slice(0, this.shownItems);
    const logged = slot === undefined ? shown.at(-1) : shown[slot];
    if (logged === undefined) return log;
    const { inclusion } = this.desk.show(logged);
    const place = { slot: decodeLaneLeaf(logged.leaf).slot, index: logged.index };
    return {
      ...log,
      leaf: { ...place, leaf: encodeBase64url(logged.leaf), inclusion: inclusion.map(encodeBase64url) },
    };
  }
}

/** How a server says no. */
export function gone(code: string): NightlatchError {
  return new NightlatchError(code, "the server says no");
}
