// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a household's device, or its hub, believes of the operator: who works there, and that the public log says
 * so. The server's answers are not trusted; another operator than the pinned one, or another history of it, is refused.
 */
import { equalBytes } from "@nightlatch/bytes";
import {
  findLogged,
  followRoster,
  type GrantPlace,
  type KeptRoster,
  type LogAnswer,
  type LogView,
  type ShownItem,
} from "@nightlatch/protocol/log";
import { applyRosterEntries, decodeOperatorItem, type RosterState } from "@nightlatch/protocol/wire";
import { invariant } from "@nightlatch/errors";
import type { DeviceSession } from "./device-session.ts";
import { readOperatorItems, readProvedItem } from "./operator-items.ts";

/** What is kept of the roster, durably: pinned at the first look, only ever grown from there. */
export type KeptEntries = Readonly<{
  entries: readonly Uint8Array[];
  /** Where the next item of the operator's lane is to be read from. */
  nextItem: number;
  /** The log's time when the newest of it was found to be the operator's roster. */
  seenMs: number;
}>;

export type RosterStore = Readonly<{
  read: () => KeptEntries | Promise<KeptEntries>;
  /** Adds entries behind those that are there, and sets the place: together or not at all. */
  grow: (entries: readonly Uint8Array[], place: Omit<KeptEntries, "entries">) => void | Promise<void>;
}>;

export type RosterBookDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  store: RosterStore;
  log: Readonly<{
    /** The largest tree that this device accepted. */
    view: () => LogView;
    /** Takes an answer in, durably. False when the log was found out by it, which was told where it belongs. */
    follow: (answer: LogAnswer) => Promise<boolean>;
  }>;
}>;

/** The operator's newest word and, for a place in its lane, the item there: both proved in one view of the log. */
export type OperatorView = Pick<GrantPlace, "view" | "roster" | "newest"> & Readonly<{ shown: ShownItem }>;

export type RosterNews =
  | Readonly<{ kind: "shown"; view: OperatorView }>
  /** The log does not hold it yet, or grew while it was read. */
  | Readonly<{ kind: "not-yet" }>
  /** Another operator than the pinned one, or another history of it. */
  | Readonly<{ kind: "stopped"; code: string }>;

/** Owns what is known of the roster. Calls must not overlap. */
export class RosterBook {
  readonly #deps: RosterBookDeps;
  #kept: Known | undefined;

  constructor(deps: RosterBookDeps) {
    this.#deps = deps;
  }

  /** Reads what is new, and the item at `slot` or the newest. @throws ClientError | transparency.* | protocol.malformed */
  async show(slot?: number): Promise<RosterNews> {
    const newest = await this.#prove();
    const { size } = this.#deps.log.view();
    const shown = newest === undefined || slot === undefined ? newest : await this.#prove(slot);
    const view = this.#deps.log.view();
    // Two proofs of two trees: the log grew between the questions.
    if (newest === undefined || shown === undefined || view.size !== size) return { kind: "not-yet" };
    const roster = await this.#grow(newest);
    if (roster.kind !== "grown") return roster;
    return { kind: "shown", view: { view, roster: roster.state, newest, shown } };
  }

  /** The item with its proof in what this device now takes for the log; undefined where that does not hold it yet. */
  async #prove(slot?: number): Promise<ShownItem | undefined> {
    const { session, log } = this.#deps;
    const { size } = log.view();
    const proved = await readProvedItem(session, slot === undefined ? { from: size } : { from: size, slot });
    return proved !== undefined && (await log.follow(proved.answer)) ? proved.shown : undefined;
  }

  /** Takes in the entries that are new, once the log says that they lead to the operator's roster. */
  async #grow(newest: ShownItem): Promise<Grown | Exclude<RosterNews, { kind: "shown" }>> {
    const { session, store, log } = this.#deps;
    const known = (this.#kept ??= await readKnown(store));
    const items = (await readOperatorItems(session, known.nextItem)).map(decodeOperatorItem);
    const entries = items.filter(({ kind }) => kind === "roster").map(({ bytes }) => bytes);
    const followed = followRoster(known.roster, entries);
    if (followed.kind === "stopped") return { kind: "stopped", code: followed.code };
    const { state } = followed;
    const view = log.view();
    const named = findLogged(newest, state, view)?.roster;
    if (named === undefined || !equalBytes(named, state.head)) return { kind: "not-yet" };
    const seenMs = Math.max(known.roster?.seenMs ?? 0, view.witnessedMs ?? 0);
    const nextItem = known.nextItem + items.length;
    await store.grow(entries, { nextItem, seenMs });
    this.#kept = { roster: { state, seenMs }, nextItem };
    return { kind: "grown", state };
  }
}

type Known = Readonly<{ roster: KeptRoster | undefined; nextItem: number }>;

async function readKnown(store: RosterStore): Promise<Known> {
  const { entries, nextItem, seenMs } = await store.read();
  const replayed = applyRosterEntries(undefined, entries);
  invariant(replayed.kind === "applied", "a roster that was taken in is one");
  return { roster: replayed.state === undefined ? undefined : { state: replayed.state, seenMs }, nextItem };
}

type Grown = Readonly<{ kind: "grown"; state: RosterState }>;
