// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What this browser believes of the operator's staff (protocol §15.6). The server's answers are not trusted: the
 * roster is the pinned one, grown by its own rules, and the log that the household's hub signs holds its newest word.
 */
import { RosterBook, type OperatorView, type RosterNews } from "@nightlatch/api-client";
import { hasCode, invariant } from "@nightlatch/errors";
import { applyRosterEntries, type RosterState } from "@nightlatch/protocol/wire";
import type { LogFollower } from "../log/log-follower.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import type { OwnStores } from "../store/own-stores.ts";
import { storedRoster } from "../store/stored-roster.ts";
import { supportError } from "./support-errors.ts";

export type OperatorDeps = Readonly<{ stores: OwnStores; log: LogFollower; server: HouseholdServer }>;
export type OperatorNews = RosterNews | Readonly<{ kind: "none" }>;

/** The log may grow between two questions. */
const ATTEMPTS = 3;

/** The roster, and the item at `slot` of its lane or the newest, as the log proves them now. @throws HistoryStopped */
export async function askOperator({ stores, log, server }: OperatorDeps, slot?: number): Promise<OperatorNews> {
  try {
    return await log.during(server, async (place) => {
      // Made anew: another tab may have read further.
      const book = new RosterBook({ session: server.session, store: storedRoster(stores), log: place });
      let news = await book.show(slot);
      for (let i = 1; i < ATTEMPTS && news.kind === "not-yet"; i += 1) news = await book.show(slot);
      return news;
    });
  } catch (error) {
    if (hasCode(error, "route.unknown")) return { kind: "none" };
    throw error;
  }
}

/** @throws support.none | support.not_logged | support.other_roster */
export async function readOperator(deps: OperatorDeps): Promise<OperatorView> {
  const news = await askOperator(deps);
  switch (news.kind) {
    case "shown":
      return news.view;
    case "none":
      throw supportError("support.none", "the server has no operator");
    case "not-yet":
      throw supportError("support.not_logged", "the newest word of the operator is not proved");
    case "stopped":
      throw supportError("support.other_roster", news.code);
  }
}

/** As it was last taken in; undefined before the first time. Needs no network. */
export async function knownRoster({ stores }: Pick<OperatorDeps, "stores">): Promise<RosterState | undefined> {
  const { entries } = await storedRoster(stores).read();
  const replayed = applyRosterEntries(undefined, entries);
  invariant(replayed.kind === "applied", "a roster that was taken in is one");
  return replayed.state;
}
