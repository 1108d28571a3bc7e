// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Households' ledgers and their lanes in the public log: compare-and-append with full validation. The server
 * validates since it must know whom to serve, and since its log would show its fault; nobody relies on it.
 */
import { MAX_ENTRY_SKEW_MS } from "@nightlatch/api-contract";
import { equalBytes } from "@nightlatch/bytes";
import {
  activeDevice,
  applyEntry,
  formatId,
  ledgerHeadOf,
  logLaneOf,
  type Applied,
  type LaneId,
  type LedgerDevice,
  type LedgerRefusal,
  type LedgerState,
  type StaffId,
} from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { LaneStore } from "../ports/lane-store.ts";
import type { LedgerStore, StoredBox, StoredEntry } from "../ports/ledger-store.ts";
import type { DeviceId, Hash } from "../ports/stored-types.ts";
import { grantNewsOf, staffConcerned } from "./grants/grant-news.ts";
import { HourlyBudget } from "./hourly-budget.ts";
import { KeyedLocks } from "./keyed-locks.ts";
import type { LaneEvents } from "./lane-events.ts";
import { believedLeaf, type NamedHead, type SaltedLeaf } from "./lane-leaves.ts";
import { LedgerStates } from "./ledger-states.ts";
import { assertNamed, placedBoxes } from "./seed-boxes.ts";

const PAGE = 500;
/** Besides those of entries. A cover leaf is due every six hours. */
const MAX_LEAVES_AN_HOUR = 1000;
/** Households that are asked whether a device is in them. Anyone may add anyone's public keys to a household. */
const MAX_HOUSEHOLDS_OF_DEVICE = 16;

export type SentEntry = Readonly<{
  entry: Uint8Array;
  boxes: readonly Uint8Array[];
  /** Those of a `release`: clip keys for staff. */
  grantBoxes?: readonly Uint8Array[];
  leaf?: SaltedLeaf;
}>;
export type Appended = Readonly<{ lane: LaneId; seq: number; head: Hash }>;
export type LedgersParts = Readonly<{
  store: LedgerStore;
  lanes: LaneStore;
  events: LaneEvents;
  clock: Clock;
  /** A leaf waits for the public log. */
  onLeaf: () => void;
  /** Grants of these staff devices were opened, ended, or given keys. */
  onGrants?: (lane: LaneId, staff: readonly StaffId[]) => void;
}>;

export class Ledgers {
  readonly #parts: LedgersParts;
  /** Nobody else appends to the store. */
  readonly #states: LedgerStates;
  readonly #locks = new KeyedLocks();
  readonly #leaves: HourlyBudget;

  constructor(parts: LedgersParts) {
    this.#parts = parts;
    this.#states = new LedgerStates(parts.store);
    this.#leaves = new HourlyBudget(parts.clock, MAX_LEAVES_AN_HOUR);
  }

  /** The household's state, undefined if there is none. */
  find(lane: LaneId): Promise<LedgerState | undefined> {
    return this.#states.find(lane);
  }

  /** @throws ledger.* | household.exists | leaf.refused */
  async create(sent: SentEntry): Promise<Appended> {
    const verdict = applyEntry(undefined, sent.entry);
    if (verdict.kind === "refused") throw new ApiError(verdict.code, "not a valid first entry");
    const { lane } = verdict.state;
    return this.#locks.run(formatId(lane), async () => {
      const known = await this.find(lane);
      if (known !== undefined) {
        if (equalBytes(known.createHash, ledgerHeadOf(sent.entry))) return { lane, seq: 0, head: known.createHash };
        throw new ApiError("household.exists", "another household has this id");
      }
      return this.#keep(undefined, verdict, sent);
    });
  }

  /** @throws ledger.* | leaf.refused */
  async append(lane: LaneId, sent: SentEntry): Promise<Appended> {
    return this.#locks.run(formatId(lane), async () => {
      const state = await this.#read(lane);
      // An answer that got lost makes a client send the same entry again.
      if (equalBytes(state.head, ledgerHeadOf(sent.entry))) return { lane, seq: state.seq, head: state.head };
      const verdict = applyEntry(state, sent.entry);
      if (verdict.kind === "refused") throw refusalOf(verdict.code);
      return this.#keep(state, verdict, sent);
    });
  }

  /** A leaf that comes without an entry: a cover leaf, or one for a head that nobody logged. Its slot. */
  async addLeaf(lane: LaneId, sent: SaltedLeaf, seq: number): Promise<number> {
    return this.#locks.run(formatId(lane), async () => {
      const { lanes, onLeaf } = this.#parts;
      const last = await lanes.lastLeaf(lane);
      if (last !== undefined && equalBytes(last.leaf, sent.leaf)) return last.slot;
      this.#leaves.spend(formatId(lane));
      const leaf = believedLeaf(sent, await this.#headAt(lane, seq), await this.#read(lane), last);
      if (!(await lanes.addLeaf(lane, leaf))) throw new ApiError("ledger.conflict", "another leaf was first");
      onLeaf();
      return leaf.slot;
    });
  }

  /** Takes in boxes that were kept back. @throws ledger.boxes_mismatch */
  async addBoxes(lane: LaneId, boxes: readonly StoredBox[]): Promise<void> {
    const state = await this.#read(lane);
    assertNamed(state, boxes);
    await this.#parts.store.addBoxes(lane, boxes);
    // Who waits for a seed asks again when the ledger is said to have changed.
    this.#parts.events.publish(lane, { type: "ledger-changed", seq: state.seq, removed: [] });
  }

  /** The household that a device is in now. @throws household.unknown */
  async findHouseholdOf(device: DeviceId): Promise<LaneId> {
    for (const lane of await this.#parts.store.findLanes(device, MAX_HOUSEHOLDS_OF_DEVICE)) {
      const state = await this.find(lane);
      if (state !== undefined && activeDevice(state, device) !== undefined) return lane;
    }
    throw new ApiError("household.unknown", "no household with this device");
  }

  /** Where history ends for a device. One that was put out sees the entry that did it, and nothing that came after. */
  async endFor(state: LedgerState, { removedSeq }: LedgerDevice): Promise<NamedHead> {
    return removedSeq === undefined ? state : this.#headAt(state.lane, removedSeq);
  }

  readEntries(lane: LaneId, fromSeq: number): Promise<readonly StoredEntry[]> {
    return this.#parts.store.readEntries(lane, fromSeq, PAGE);
  }

  readBoxes(lane: LaneId, device: DeviceId): Promise<readonly StoredBox[]> {
    return this.#parts.store.readBoxes(lane, device);
  }

  async #keep(before: LedgerState | undefined, { state, entry }: Applied, sent: SentEntry): Promise<Appended> {
    const { store, lanes, events, clock, onLeaf, onGrants } = this.#parts;
    const { lane, seq, head } = state;
    // The household's devices refuse it too; the sender learns it here, before anyone waits for it.
    if (Math.abs(entry.seen.timeMs - clock.nowMs()) > MAX_ENTRY_SKEW_MS) {
      throw new ApiError("ledger.wrong_time", "the entry's time is far from this server's");
    }
    const boxes = placedBoxes(entry, sent.boxes);
    const grants = grantNewsOf(before, state, entry, sent.grantBoxes ?? []);
    const leaf = sent.leaf && believedLeaf(sent.leaf, { seq, head }, state, await lanes.lastLeaf(lane));
    if (seq === 0) await this.#claimLogLane(state);
    if (!(await store.append(lane, { seq, head, entry: sent.entry }, boxes, leaf, grants))) {
      // Someone else wrote to the store: what we hold of this household is old.
      this.#states.forget(lane);
      throw new ApiError("ledger.conflict", "another entry was first");
    }
    this.#states.set(state);
    if (leaf !== undefined) onLeaf();
    const removed = leaversOf({ state, entry });
    events.publish(lane, { type: "ledger-changed", seq, removed });
    onGrants?.(lane, staffConcerned(before, state));
    return { lane, seq, head };
  }

  /** Two households on one lane would put two leaves into one slot: to every reader of the log, a fork by this server. */
  async #claimLogLane({ lane, laneKeys }: LedgerState): Promise<void> {
    const [first] = laneKeys;
    if (first !== undefined && (await this.#parts.lanes.claim(logLaneOf("household", first.key), lane))) return;
    throw new ApiError("ledger.key_reused", "another household's lane begins with this key");
  }

  async #read(lane: LaneId): Promise<LedgerState> {
    const state = await this.find(lane);
    if (state === undefined) throw new ApiError("household.unknown", "no such household");
    return state;
  }

  async #headAt(lane: LaneId, seq: number): Promise<NamedHead> {
    const [entry] = await this.#parts.store.readEntries(lane, seq, 1);
    if (entry?.seq !== seq) throw new ApiError("leaf.refused", "the household has no such entry");
    return { seq, head: ledgerHeadOf(entry.entry) };
  }
}

/** Who is out since this entry, by whatever kind of entry. */
function leaversOf({ state }: Pick<Applied, "state" | "entry">): readonly DeviceId[] {
  return [...state.devices.values()].flatMap(({ id, removedSeq }) => (removedSeq === state.seq ? [id] : []));
}

function refusalOf(code: LedgerRefusal): ApiError {
  const isBehind = code === "ledger.wrong_sequence" || code === "ledger.fork";
  return isBehind
    ? new ApiError("ledger.conflict", "the entry does not continue the current head")
    : new ApiError(code, "the entry is not valid here");
}
