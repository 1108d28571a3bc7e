// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Households' ledgers: compare-and-append with full validation. The server validates since it must know whom
 * to serve; nobody relies on it having done so.
 */
import { equalBytes } from "@nightlatch/bytes";
import {
  activeDevice,
  applyEntry,
  deviceIdOf,
  formatId,
  ledgerHeadOf,
  seedBoxHash,
  type Applied,
  type LaneId,
  type LedgerDevice,
  type LedgerEntry,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";
import type { LedgerStore, StoredBox, StoredEntry } from "../ports/ledger-store.ts";
import type { DeviceId, Hash } from "../ports/stored-types.ts";
import type { LaneEvents } from "./lane-events.ts";
import { KeyedLocks } from "./keyed-locks.ts";

/** Households whose state is kept ready. */
const MAX_CACHED = 2000;
const PAGE = 500;
/** Households that are asked whether a device is in them. Anyone may add anyone's public keys to a household. */
const MAX_HOUSEHOLDS_OF_DEVICE = 16;

export type Appended = Readonly<{ lane: LaneId; seq: number; head: Hash }>;

export class Ledgers {
  readonly #store: LedgerStore;
  readonly #events: LaneEvents;
  /** Least recently used first. Owned here: nobody else appends to the store. */
  readonly #states = new Map<string, LedgerState>();
  readonly #replays = new Map<string, Promise<LedgerState | undefined>>();
  readonly #locks = new KeyedLocks();

  constructor(store: LedgerStore, events: LaneEvents) {
    this.#store = store;
    this.#events = events;
  }

  /** The household's state, undefined if there is none. */
  async find(lane: LaneId): Promise<LedgerState | undefined> {
    const key = formatId(lane);
    const replayed = this.#states.has(key) ? undefined : await this.#replayOnce(key, lane);
    // An entry may have been appended meanwhile: what is cached is never older than what was read.
    const state = this.#states.get(key) ?? replayed;
    if (state === undefined) return undefined;
    this.#states.delete(key);
    this.#states.set(key, state);
    if (this.#states.size > MAX_CACHED) {
      const [oldest] = this.#states.keys();
      if (oldest !== undefined) this.#states.delete(oldest);
    }
    return state;
  }

  /** @throws ledger.* | household.exists | ledger.boxes_mismatch */
  async create(entry: Uint8Array, boxes: readonly Uint8Array[]): Promise<Appended> {
    const verdict = applyEntry(undefined, entry);
    if (verdict.kind === "refused") throw new ApiError(verdict.code, "not a valid first entry");
    const { lane } = verdict.state;
    return this.#locks.run(formatId(lane), async () => {
      const known = await this.find(lane);
      if (known !== undefined) {
        if (equalBytes(known.createHash, ledgerHeadOf(entry))) return { lane, seq: 0, head: known.createHash };
        throw new ApiError("household.exists", "another household has this id");
      }
      return this.#keep(verdict, entry, boxes);
    });
  }

  /** @throws ledger.conflict | ledger.* | ledger.boxes_mismatch */
  async append(lane: LaneId, entry: Uint8Array, boxes: readonly Uint8Array[]): Promise<Appended> {
    return this.#locks.run(formatId(lane), async () => {
      const state = await this.find(lane);
      if (state === undefined) throw new ApiError("household.unknown", "no such household");
      // An answer that got lost makes a client send the same entry again.
      if (equalBytes(state.head, ledgerHeadOf(entry))) return { lane, seq: state.seq, head: state.head };
      const verdict = applyEntry(state, entry);
      if (verdict.kind === "refused") throw refusalOf(verdict.code);
      return this.#keep(verdict, entry, boxes);
    });
  }

  /** The household that a device is in now. @throws household.unknown */
  async findHouseholdOf(device: DeviceId): Promise<LaneId> {
    for (const lane of await this.#store.findLanes(device, MAX_HOUSEHOLDS_OF_DEVICE)) {
      const state = await this.find(lane);
      if (state !== undefined && activeDevice(state, device) !== undefined) return lane;
    }
    throw new ApiError("household.unknown", "no household with this device");
  }

  /** Where history ends for a device. One that was put out sees the entry that did it, and nothing that came after. */
  async endFor(state: LedgerState, { removedSeq }: LedgerDevice): Promise<Readonly<{ seq: number; head: Uint8Array }>> {
    if (removedSeq === undefined) return state;
    const [last] = await this.#store.readEntries(state.lane, removedSeq, 1);
    if (last === undefined) throw new ApiError("server.bug", "a removal is not in the store");
    return { seq: removedSeq, head: ledgerHeadOf(last.entry) };
  }

  readEntries(lane: LaneId, fromSeq: number): Promise<readonly StoredEntry[]> {
    return this.#store.readEntries(lane, fromSeq, PAGE);
  }

  readBoxes(lane: LaneId, device: DeviceId): Promise<readonly StoredBox[]> {
    return this.#store.readBoxes(lane, device);
  }

  async #keep({ state, entry }: Applied, bytes: Uint8Array, boxes: readonly Uint8Array[]): Promise<Appended> {
    const { lane, seq, head } = state;
    const stored = await this.#store.append(lane, { seq, head, entry: bytes }, boxesOf(entry, boxes));
    if (!stored) {
      // Someone else wrote to the store: what we hold of this household is old.
      this.#states.delete(formatId(lane));
      throw new ApiError("ledger.conflict", "another entry was first");
    }
    this.#states.set(formatId(lane), state);
    const removed = entry.body.type === "rotate" ? entry.body.remove : [];
    this.#events.publish(lane, { type: "ledger-changed", seq, removed });
    return { lane, seq, head };
  }

  /** However many ask for a household that is not cached, its history is checked once. */
  async #replayOnce(key: string, lane: LaneId): Promise<LedgerState | undefined> {
    const running = this.#replays.get(key) ?? this.#replay(lane);
    this.#replays.set(key, running);
    try {
      return await running;
    } finally {
      this.#replays.delete(key);
    }
  }

  async #replay(lane: LaneId): Promise<LedgerState | undefined> {
    let state: LedgerState | undefined;
    for (;;) {
      const entries = await this.#store.readEntries(lane, state === undefined ? 0 : state.seq + 1, PAGE);
      for (const { entry } of entries) {
        const verdict = applyEntry(state, entry);
        // The store was changed behind our back. Serving on would spread it.
        if (verdict.kind === "refused") throw new ApiError("server.bug", `a stored entry is refused: ${verdict.code}`);
        state = verdict.state;
      }
      if (entries.length === 0) return state;
    }
  }
}

function refusalOf(code: Extract<ReturnType<typeof applyEntry>, { kind: "refused" }>["code"]): ApiError {
  const isBehind = code === "ledger.wrong_sequence" || code === "ledger.fork";
  return isBehind
    ? new ApiError("ledger.conflict", "the entry does not continue the current head")
    : new ApiError(code, "the entry is not valid here");
}

/** Pairs each box with the place that the entry names for it, by its hash. */
function boxesOf(entry: LedgerEntry, boxes: readonly Uint8Array[]): readonly StoredBox[] {
  const places = placesOf(entry);
  if (places.length !== boxes.length) throw new ApiError("ledger.boxes_mismatch", "as many boxes as hashes are needed");
  return places.map(({ device, group, epoch, hash }, i) => {
    const box = boxes[i];
    if (box === undefined || !equalBytes(seedBoxHash(box), hash)) {
      throw new ApiError("ledger.boxes_mismatch", "a box has another hash than the entry says");
    }
    return { device, group, epoch, box };
  });
}

function placesOf({ body }: LedgerEntry): readonly (Omit<StoredBox, "box"> & { hash: Hash })[] {
  switch (body.type) {
    case "create":
      return body.groups.flatMap(({ group, boxes }) => boxes.map((box) => ({ ...box, group, epoch: 0 })));
    case "add": {
      const device = deviceIdOf(body.device.keys);
      return body.boxes.map((box) => ({ ...box, device }));
    }
    case "rotate":
      return body.rotations.flatMap(({ group, epoch, boxes }) => boxes.map((box) => ({ ...box, group, epoch })));
  }
}
