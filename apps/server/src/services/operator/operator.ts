// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The roster and the lane that publishes it (protocol §15), one writer:
 *
 * 1. A roster entry, an acceptance or a legal demand is judged.
 * 2. It is stored as the lane's next item, with its leaf, in one transaction; then it is answered.
 * 3. The feed brings the leaf into the public log.
 *
 * A crash before 2 leaves nothing; after it, the leaf waits in the queue. What counts here counts in public.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { Signer } from "@nightlatch/crypto/signature";
import {
  applyRosterEntries,
  applyRosterEntry,
  decodeOperatorItem,
  encodeOperatorItem,
  findStaff,
  isWorking,
  operatorItemCommitment,
  rosterHeadOf,
  signLaneLeaf,
  type OperatorItem,
  type RosterEntry,
  type RosterState,
  type StaffId,
  type StaffMember,
} from "@nightlatch/protocol/wire";
import { ApiError } from "../../errors.ts";
import { lostOperatorKey } from "../../log/operator-signer.ts";
import type { Clock } from "../../ports/clock.ts";
import type { OperatorItemStore, StoredItem } from "../../ports/operator-item-store.ts";
import type { Hash } from "../../ports/stored-types.ts";
import { KeyedLocks } from "../keyed-locks.ts";
import { assertTimely } from "./roster-time.ts";

type Parts = Readonly<{
  items: OperatorItemStore;
  /** Of the operator's lane. */
  signer: Signer;
  clock: Clock;
  /** A leaf waits for the public log. */
  onLeaf: () => void;
}>;
type NewPaper = Readonly<{ kind: "acceptance" | "legal-demand"; bytes: Uint8Array; acceptedGrant?: Hash }>;

const PAGE = 500;
const LANE = "the operator's lane";

export class Operator {
  readonly #parts: Parts;
  readonly #locks = new KeyedLocks();
  readonly #listeners = new Set<() => void>();
  #roster: RosterState | undefined;

  /** @throws config.log_contradicts | server.bug when a stored entry is refused */
  static async open(parts: Parts): Promise<Operator> {
    const roster = await replayed(parts.items);
    if (roster !== undefined && !equalBytes(roster.laneKey, parts.signer.publicKey)) {
      throw lostOperatorKey("operator.key is not the key that the roster names");
    }
    return new Operator(parts, roster);
  }

  private constructor(parts: Parts, roster: RosterState | undefined) {
    this.#parts = parts;
    this.#roster = roster;
  }

  get laneKey() {
    return this.#parts.signer.publicKey;
  }

  /** Undefined until the first officers have signed. */
  get roster(): RosterState | undefined {
    return this.#roster;
  }

  /** @throws operator.unknown */
  readRoster(): RosterState {
    if (this.#roster === undefined) throw new ApiError("operator.unknown", "there is no roster yet");
    return this.#roster;
  }

  /** The member if it works now. */
  findWorking(staff: StaffId): StaffMember | undefined {
    const member = this.#roster && findStaff(this.#roster, staff);
    return member !== undefined && isWorking(member, this.#parts.clock.nowMs()) ? member : undefined;
  }

  /** Hears of each roster entry, after it is durable. The function returned ends it. */
  onRosterChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The entry's number. The same entry again is answered alike. @throws roster.* | roster.conflict */
  append(signed: Uint8Array): Promise<number> {
    return this.#locks.run(LANE, async () => {
      const known = this.#roster;
      if (known !== undefined && equalBytes(known.head, rosterHeadOf(signed))) return known.seq;
      const { state, entry } = this.#judged(signed);
      await this.#add({ kind: "roster", roster: state.head, bytes: signed });
      this.#roster = state;
      for (const listener of this.#listeners) listener();
      return entry.seq;
    });
  }

  /** Publishes what staff signed and somebody else judged. Its slot. @throws acceptance.exists | operator.unknown */
  publish({ kind, bytes, acceptedGrant }: NewPaper): Promise<number> {
    return this.#locks.run(LANE, async () => {
      const known = acceptedGrant && (await this.#parts.items.findAcceptance(acceptedGrant));
      if (known !== undefined && !holds(known, bytes)) {
        throw new ApiError("acceptance.exists", "the grant is accepted by another paper");
      }
      // An answer that got lost makes a client send the same paper again: it counts once.
      const same = known ?? (kind === "legal-demand" ? await this.#findDemand(bytes) : undefined);
      if (same !== undefined) return same.slot;
      return this.#add({ kind, roster: this.readRoster().head, bytes }, acceptedGrant);
    });
  }

  #judged(signed: Uint8Array): Readonly<{ state: RosterState; entry: RosterEntry }> {
    const verdict = applyRosterEntry(this.#roster, signed);
    if (verdict.kind === "refused") {
      const isBehind = verdict.code === "roster.wrong_sequence" || verdict.code === "roster.fork";
      throw isBehind
        ? new ApiError("roster.conflict", "the entry does not continue the roster's head")
        : new ApiError(verdict.code, "the entry is not valid here");
    }
    assertTimely(verdict.entry, this.#parts.clock.nowMs());
    if (equalBytes(verdict.state.laneKey, this.#parts.signer.publicKey)) return verdict;
    throw new ApiError("roster.malformed", "the entry names another lane key than this server's");
  }

  /** Of a list that grows by a few a year. */
  async #findDemand(bytes: Uint8Array): Promise<StoredItem | undefined> {
    for (let from = 0; ;) {
      const page = await this.#parts.items.readItems(from, PAGE, "legal-demand");
      const last = page.at(-1);
      const found = page.find((item) => holds(item, bytes));
      if (found !== undefined || last === undefined) return found;
      from = last.slot + 1;
    }
  }

  async #add(content: OperatorItem, acceptedGrant?: Hash): Promise<number> {
    const { items, signer, onLeaf } = this.#parts;
    const last = await items.lastItem();
    const item = encodeOperatorItem(content);
    const leaf = await signLaneLeaf(signer, {
      kind: "staff",
      ...(last === undefined ? {} : { previous: last.leaf }),
      commitment: operatorItemCommitment(item),
      next: signer.publicKey,
    });
    const slot = (last?.slot ?? -1) + 1;
    const row = { slot, leaf, kind: content.kind, item, ...(acceptedGrant === undefined ? {} : { acceptedGrant }) };
    if (!(await items.addItem(row))) throw new ApiError("roster.conflict", "another item was first");
    onLeaf();
    return slot;
  }
}

function holds({ item }: StoredItem, bytes: Uint8Array): boolean {
  return equalBytes(decodeOperatorItem(item).bytes, bytes);
}

/** The store is not believed: each entry is judged anew. */
async function replayed(items: OperatorItemStore): Promise<RosterState | undefined> {
  let state: RosterState | undefined;
  for (let from = 0; ;) {
    const page = await items.readItems(from, PAGE, "roster");
    const last = page.at(-1);
    if (last === undefined) return state;
    const verdict = applyRosterEntries(
      state,
      page.map(({ item }) => decodeOperatorItem(item).bytes),
    );
    if (verdict.kind === "refused") throw new ApiError("server.bug", `a stored entry is refused: ${verdict.code}`);
    state = verdict.state;
    from = last.slot + 1;
  }
}
