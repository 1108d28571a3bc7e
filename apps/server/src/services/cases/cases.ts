// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Conversations between a household and a team (protocol §16). Text is sealed; the server orders it. A household's
 * right to a case is that it knows the random id, a staff device's that it works in the team.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { findStaff, formatId, type CaseId, type StaffId, type StaffMember } from "@nightlatch/protocol/wire";
import { ApiError } from "../../errors.ts";
import type {
  CaseBox,
  CaseMessageRow,
  CaseStore,
  NewCase,
  Page,
  StoredCase,
  TeamCase,
  TeamMessage,
} from "../../ports/case-store.ts";
import type { Clock } from "../../ports/clock.ts";
import { HourlyBudget } from "../hourly-budget.ts";
import type { Operator } from "../operator/operator.ts";
import type { Caller } from "../sessions.ts";
import type { StaffEvents } from "../staff/staff-events.ts";
import type { CaseEvents } from "./case-events.ts";

type Parts = Readonly<{
  store: CaseStore;
  operator: Operator;
  events: CaseEvents;
  staffEvents: StaffEvents;
  clock: Clock;
}>;
export type SentMessage = Readonly<{ n: number; message: Uint8Array; closes: boolean }>;

const PAGE = 500;
const MAX_OPENED_AN_HOUR = 20;
const MAX_MESSAGES_AN_HOUR = 600;
/** A conversation that is longer is a nuisance to somebody. */
const MAX_MESSAGES_A_CASE = 2000;

export class Cases {
  readonly #parts: Parts;
  readonly #openings: HourlyBudget;
  readonly #messages: HourlyBudget;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#openings = new HourlyBudget(parts.clock, MAX_OPENED_AN_HOUR);
    this.#messages = new HourlyBudget(parts.clock, MAX_MESSAGES_AN_HOUR);
  }

  /** @throws case.exists | case.refused | rate.limited */
  async open({ lane }: Caller, sent: Omit<NewCase, "atMs">): Promise<number> {
    const { store, clock } = this.#parts;
    this.#assertTeam(sent.team, sent.boxes);
    const known = await store.findCase(sent.case);
    if (known === undefined) {
      this.#openings.spend(formatId(lane));
      if (await store.addCase({ ...sent, atMs: clock.nowMs() })) {
        this.#tell(sent.case, sent.team);
        return sent.messages.length;
      }
    }
    // An answer that got lost makes a client send the same case again.
    const first = await store.readMessages(sent.case, 0, Math.max(1, sent.messages.length));
    const isSame = sent.messages.every((message, n) => equalBytes(message, first[n]?.message ?? new Uint8Array()));
    if (isSame && (known?.team ?? sent.team) === sent.team && sent.messages.length > 0) return sent.messages.length;
    throw new ApiError("case.exists", "another case has this id");
  }

  /** @throws case.unknown | case.refused */
  async addBoxes(id: CaseId, boxes: readonly CaseBox[]): Promise<void> {
    const { team } = await this.read(id);
    this.#assertTeam(team, boxes);
    await this.#parts.store.addBoxes(id, boxes);
    this.#tell(id, team);
  }

  /** As a household. @throws case.unknown | case.conflict | case.closed | rate.limited */
  append({ lane }: Caller, id: CaseId, sent: SentMessage): Promise<number> {
    return this.#append(formatId(lane), id, sent);
  }

  /** As a member of the team. @throws case.unknown | case.conflict | case.closed | rate.limited */
  async appendAs(member: StaffMember, id: CaseId, sent: SentMessage): Promise<number> {
    await this.readAs(member, id);
    return this.#append(formatId(member.id), id, sent);
  }

  /** @throws case.unknown */
  async read(id: CaseId): Promise<StoredCase> {
    const found = await this.#parts.store.findCase(id);
    if (found === undefined) throw new ApiError("case.unknown", "no such case");
    return found;
  }

  /** @throws case.unknown, also for another team's */
  async readAs({ id: staff, team }: StaffMember, id: CaseId): Promise<TeamCase> {
    const found = await this.read(id);
    if (found.team !== team) throw new ApiError("case.unknown", "no such case");
    const box = await this.#parts.store.findBox(id, staff);
    return box === undefined ? found : { ...found, box };
  }

  /** @throws case.unknown */
  async messages(id: CaseId, fromN: number): Promise<readonly CaseMessageRow[]> {
    await this.read(id);
    return this.#parts.store.readMessages(id, fromN, PAGE);
  }

  states(ids: readonly CaseId[]): Promise<readonly StoredCase[]> {
    return this.#parts.store.findCases(ids);
  }

  changedAfter({ team, id }: StaffMember, cursor: number, limit: number): Promise<Page<"cases", TeamCase>> {
    return this.#parts.store.changedAfter(team, id, cursor, limit);
  }

  messagesAfter({ team }: StaffMember, cursor: number, limit: number): Promise<Page<"messages", TeamMessage>> {
    return this.#parts.store.messagesAfter(team, cursor, limit);
  }

  async #append(author: string, id: CaseId, { n, message, closes }: SentMessage): Promise<number> {
    const { store, clock } = this.#parts;
    const known = await this.read(id);
    const [same] = n < known.count ? await store.readMessages(id, n, 1) : [];
    if (same !== undefined && equalBytes(same.message, message)) return n;
    if (known.state === "closed") throw new ApiError("case.closed", "the case is closed");
    if (known.count >= MAX_MESSAGES_A_CASE) throw new ApiError("rate.limited", "the case is full");
    this.#messages.spend(author);
    if (!(await store.addMessage(id, { n, atMs: clock.nowMs(), message, closes }))) {
      throw new ApiError("case.conflict", "another message has this number, or one before it is missing");
    }
    this.#tell(id, known.team);
    return n;
  }

  /** Whoever gets a key works in the team, as support or supervisor: a courtesy, the household's device checks too. */
  #assertTeam(team: string, boxes: readonly CaseBox[]): void {
    const roster = this.#parts.operator.readRoster();
    const isFit = (staff: StaffId) => {
      const member = findStaff(roster, staff);
      const isSupporter = member?.role === "support" || member?.role === "supervisor";
      return isSupporter && member.team === team && member.endedSeq === undefined;
    };
    const distinct = new Set(boxes.map(({ staff }) => encodeBase64url(staff)));
    if (distinct.size === boxes.length && boxes.every(({ staff }) => isFit(staff))) return;
    throw new ApiError("case.refused", "a key for somebody who is not of the team");
  }

  #tell(id: CaseId, team: string): void {
    this.#parts.events.publish(id);
    this.#parts.staffEvents.publish({ type: "cases-changed", team });
  }
}
