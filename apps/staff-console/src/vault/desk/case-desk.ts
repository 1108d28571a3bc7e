// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The cases of the session that is signed in. Owns the index while a session lasts, and reads what is new one
 * reading at a time; a wish that comes meanwhile is one more reading, not one each.
 */
import { hasCode, invariant, NightlatchError } from "@nightlatch/errors";
import { isPassing } from "@nightlatch/api-client";
import { CaseIndex, type KnownCase } from "../cases/case-index.ts";
import { CaseSearch } from "../cases/case-search.ts";
import { IndexStore } from "../cases/index-store.ts";
import { syncCases } from "../cases/sync-cases.ts";
import type { Desk } from "./desk.ts";
import type { Session } from "./session.ts";

type OpenCases = Readonly<{ session: Session; index: CaseIndex; store: IndexStore }>;

export class CaseDesk {
  readonly search = new CaseSearch();
  readonly #desk: Desk;
  #open: Promise<OpenCases> | undefined;
  #reading: Promise<void> | undefined;
  #isWanted = false;
  #isFirst = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    desk.onSession((session) => {
      this.#open = session === undefined ? undefined : this.#load(session);
      if (session !== undefined) this.refresh();
    });
  }

  /** True while cases are read for the first time. */
  get isOpening(): boolean {
    return this.#isFirst;
  }

  async index(): Promise<CaseIndex> {
    if (this.#open === undefined) throw new NightlatchError("session.unknown", "nobody is signed in");
    return (await this.#open).index;
  }

  /** @throws case.unknown */
  async read(id: string): Promise<KnownCase> {
    const known = (await this.index()).find(id);
    if (known !== undefined) return known;
    throw new NightlatchError("case.unknown", "no such case", {
      advice: "This case is not sealed to this device, or is another team's.",
    });
  }

  /** Reads what is new, in the background. */
  refresh(): void {
    // The other roles have no cases, and the server says so.
    if (!hasCases(this.#desk)) return;
    this.#isWanted = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
  }

  /** The same, awaited: after something was sent. */
  async refreshed(): Promise<void> {
    this.refresh();
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      try {
        await this.#readOnce();
      } catch (error) {
        // The socket's next word, or the next act, reads again; the banner of the session tells the rest.
        if (isPassing(error) || hasCode(error, "session.unknown") || hasCode(error, "session.expired")) continue;
        reportError(error);
      }
    }
  }

  async #readOnce(): Promise<void> {
    if (this.#open === undefined) return;
    const { session, index, store } = await this.#open;
    const { identity } = this.#desk;
    invariant(identity !== undefined, "a session belongs to an identity");
    await this.#desk.followRoster();
    this.#isFirst = index.casesCursor === 0;
    const roster = () => this.#desk.signedIn().roster;
    const onPage = (): void => this.#desk.notify("cases");
    try {
      await syncCases({ call: session.call, staff: identity.staff, roster, index, store, onPage });
    } finally {
      this.#isFirst = false;
      this.#desk.notify("cases");
      this.#desk.notify("grants");
    }
  }

  async #load(session: Session): Promise<OpenCases> {
    const { identity, deps } = this.#desk;
    invariant(identity !== undefined, "a session belongs to an identity");
    const store = new IndexStore(deps.database, identity.sealer);
    try {
      return { session, store, index: await store.load() };
    } catch (error) {
      // Somebody changed this browser's storage: what does not open is read from the server anew.
      if (!hasCode(error, "crypto.open_failed")) throw error;
      await store.clear();
      return { session, store, index: new CaseIndex() };
    }
  }
}

function hasCases(desk: Desk): boolean {
  const role = desk.me()?.role;
  return role === "support" || role === "supervisor";
}
