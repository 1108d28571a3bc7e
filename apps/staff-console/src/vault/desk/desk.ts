// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The state of one console: who this device is, the roster, the session, the cases. Owns all of it; the calls in
 * calls/ are its only users. Nothing of cases is held before somebody has signed in.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import { invariant, NightlatchError } from "@nightlatch/errors";
import {
  findStaff,
  idFromBytes,
  isWorking,
  type OperatorId,
  type RosterState,
  type StaffMember,
} from "@nightlatch/protocol/wire";
import type { Problem, VaultChange } from "../../vault-client/vault-api.ts";
import { RosterBook } from "../roster/roster-book.ts";
import { problemOf } from "../serve-vault.ts";
import type { StaffCall, StaffServer } from "../server/staff-calls.ts";
import type { ConsoleDatabase } from "../store/database.ts";
import { findIdentity, type Identity } from "../store/identity.ts";
import { Session } from "./session.ts";

export type DeskDeps = Readonly<{
  database: ConsoleDatabase;
  server: StaffServer;
  random: RandomSource;
  nowMs: () => number;
}>;

export class Desk {
  readonly deps: DeskDeps;
  readonly roster: RosterBook;
  identity: Identity | undefined;
  operator: OperatorId | undefined;
  #session: Session | undefined;
  #stopped: Problem | undefined;
  readonly #listeners = new Set<(change: VaultChange) => void>();
  readonly #onSession = new Set<(session: Session | undefined) => void>();

  private constructor(deps: DeskDeps, roster: RosterBook) {
    this.deps = deps;
    this.roster = roster;
  }

  static async open(deps: DeskDeps): Promise<Desk> {
    const desk = new Desk(deps, await RosterBook.open(deps.database));
    desk.identity = await findIdentity(deps.database, deps.random);
    const operator = await deps.database.get("operator", "this");
    desk.operator = operator === undefined ? undefined : idFromBytes<OperatorId>(operator);
    return desk;
  }

  /** Calls that need no session. */
  get openCall(): StaffCall {
    return this.deps.server.callAs(undefined);
  }

  get session(): Session | undefined {
    return this.#session?.isOver === true ? undefined : this.#session;
  }

  get stopped(): Problem | undefined {
    return this.#stopped;
  }

  /** @throws session.unknown when nobody is signed in */
  signedIn(): Readonly<{ session: Session; identity: Identity; roster: RosterState; operator: OperatorId }> {
    const { session, identity, operator } = this;
    const roster = this.roster.state;
    if (session === undefined || identity === undefined || roster === undefined || operator === undefined) {
      throw new NightlatchError("session.unknown", "nobody is signed in", { advice: "Sign in again." });
    }
    return { session, identity, roster, operator };
  }

  /** This device on the roster, as far as this console knows it. */
  me(): StaffMember | undefined {
    const roster = this.roster.state;
    return roster === undefined || this.identity === undefined ? undefined : findStaff(roster, this.identity.staff.id);
  }

  /** Trusts the operator that is seen first, and from then on no other. @throws roster.wrong_operator */
  async pinOperator(operator: OperatorId): Promise<void> {
    if (this.operator !== undefined && !equalBytes(this.operator, operator)) {
      throw new NightlatchError("roster.wrong_operator", "another operator than before", {
        advice: "This device is enrolled with another operator. Check the address.",
      });
    }
    this.operator = operator;
    await this.deps.database.put("operator", operator, "this");
  }

  begin(token: Readonly<{ token: string; expiresAtMs: number }>): Session {
    const session = new Session(this.deps.server, token, this.deps.nowMs(), () => this.#ended(session));
    this.#session?.end("signed-out");
    this.#session = session;
    return session;
  }

  /** Once the roster has confirmed who signed in: from here on screens have something to show. */
  opened(session: Session): void {
    for (const listener of this.#onSession) listener(session);
    for (const change of ["status", "roster", "cases", "grants"] as const) this.notify(change);
  }

  /** Reads what is new of the roster; a key that stopped working ends its session here too. */
  async followRoster(): Promise<void> {
    const { session, operator } = this;
    invariant(session !== undefined && operator !== undefined, "the roster is read by whoever signed in");
    try {
      if (!(await this.roster.follow(session.call, operator))) return;
    } catch (error) {
      if (isRosterLie(error)) this.#stop(problemOf(error));
      throw error;
    }
    const me = this.me();
    if (me === undefined || !isWorking(me, this.deps.nowMs())) session.end("refused");
    this.notify("roster");
  }

  /** After storage was cleared: as on the first day. */
  forgotten(): void {
    this.identity = undefined;
    this.operator = undefined;
    this.roster.forget();
    this.notify("status");
  }

  onSession(listener: (session: Session | undefined) => void): void {
    this.#onSession.add(listener);
  }

  subscribe(listener: (change: VaultChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  notify(change: VaultChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #stop(problem: Problem): void {
    this.#stopped = problem;
    this.session?.end("refused");
    this.notify("status");
  }

  #ended(session: Session): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    for (const listener of this.#onSession) listener(undefined);
    this.notify("status");
  }
}

function isRosterLie(error: unknown): boolean {
  return error instanceof NightlatchError && (error as NightlatchError).code.startsWith("roster.");
}
