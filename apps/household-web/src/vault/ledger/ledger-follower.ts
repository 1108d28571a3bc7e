// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file This browser's own copy of the household's history, and the keys that follow from it. Owns `entries`, `boxes`
 * and `proposalsSeen` in IndexedDB. Tabs share them: all changes happen under one Web Lock, and begin with what other
 * tabs saw.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { hasCode, invariant } from "@nightlatch/errors";
import { buildKeyring, Keyring, type DeviceSecrets, type SeedBox, type SignedEntry } from "@nightlatch/protocol/keys";
import type { GateKeeping, OwnLedger } from "@nightlatch/protocol/log";
import {
  activeDevice,
  applyEntries,
  formatId,
  groupsReadBy,
  type GroupId,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import type { HouseholdServer } from "../server/household-server.ts";
import type { OwnStores } from "../store/own-stores.ts";
import { followLedger, type AcceptedEntry, type Gate, type Wait } from "./follow-ledger.ts";
import { heldUp } from "./held-up.ts";
import { HistoryStopped } from "./history-stopped.ts";
import { LedgerHistory } from "./ledger-history.ts";
import type { EntryToSend, Publisher } from "./publisher.ts";

export const LEDGER_LOCK = "nightlatch-ledger";
const MAX_ATTEMPTS = 4;
/** Beside the heads of proposals, none of which is such a word: when the server last showed the whole history. */
const WHOLE = "whole";
const WHOLE_EVERY_MS = 10 * 60 * 1000;

export type LedgerServer = Pick<HouseholdServer, "ledgerPage" | "appendEntry" | "ownBoxes">;
export type HouseholdKeys = Readonly<{ state: LedgerState; keyring: Keyring }>;
/** Makes the entry from what the household is now; asked again when another device was faster. */
export type MakeEntry = (keys: HouseholdKeys) => Promise<EntryToSend>;

/** When this browser first saw a proposal, by its head, and when it last saw the whole history without it. */
export type Sight = Readonly<Required<Pick<GateKeeping, "firstSeenMs" | "absentMs">>>;

export type FollowerDeps = Readonly<{
  stores: OwnStores;
  device: DeviceSecrets;
  createHash: Uint8Array;
  gate: (sight: Sight) => Gate;
  /** Seed boxes for this very device that lie in this browser. */
  ownHeldBoxes: () => Promise<readonly SeedBox[]>;
  publisher: Publisher;
  nowMs: () => number;
}>;

export class LedgerFollower {
  readonly history = new LedgerHistory();
  readonly #deps: FollowerDeps;
  readonly #firstSeenMs = new Map<string, number>();
  #state: LedgerState | undefined;
  #keyring = new Keyring();
  #wait: Wait | undefined;

  constructor(deps: FollowerDeps) {
    this.#deps = deps;
  }

  get current(): HouseholdKeys {
    invariant(this.#state !== undefined, "the ledger is loaded before it is used");
    return { state: this.#state, keyring: this.#keyring };
  }

  get isLoaded(): boolean {
    return this.#state !== undefined;
  }

  get isMember(): boolean {
    return this.#state !== undefined && activeDevice(this.#state, this.#deps.device.id) !== undefined;
  }

  /** By a signed entry of an owner, or of its own. The server's word alone does not count. */
  get isRemoved(): boolean {
    return this.#state?.devices.get(formatId(this.#deps.device.id))?.removedSeq !== undefined;
  }

  /** A valid entry that this browser does not take in yet, and with it all that follow. */
  get wait(): Wait | undefined {
    return this.#wait;
  }

  /** Whether any key was handed out to this device. Until it is proved, none is. */
  get hasKeys(): boolean {
    return this.#keyring.epochs.length > 0;
  }

  /** For judging the public log. */
  get own(): OwnLedger {
    const { history } = this;
    return {
      state: this.current.state,
      headAt: (seq) => history.headAt(seq),
      entries: () => history.entries.map(({ signed }) => signed),
      signedHere: (seq) => {
        const entry = history.at(seq);
        return entry !== undefined && equalBytes(entry.actor, this.#deps.device.id);
      },
    };
  }

  firstSeenMs(proposal: string): number | undefined {
    return this.#firstSeenMs.get(proposal);
  }

  /** What this browser saw before. It is judged again: the store could have been damaged. */
  async load(): Promise<void> {
    await this.#takeStored();
    const transaction = await this.#deps.stores.begin("boxes");
    const stored = (await transaction.objectStore("boxes").get("this")) ?? [];
    await transaction.done;
    if (this.#state === undefined) return;
    const held = await this.#deps.ownHeldBoxes();
    await this.#openBoxes([...held, ...stored.map((box) => ({ ...box, group: box.group as GroupId }))]);
  }

  /** Follows the server. True when something is new. @throws HistoryStopped | server codes */
  sync(server: LedgerServer): Promise<boolean> {
    return navigator.locks.request(LEDGER_LOCK, () => this.#sync(server));
  }

  /**
   * Signs and appends an entry; made again when another device was faster.
   * @throws ledger.* | HistoryStopped | ledger.wrong_time and ledger.too_early while an entry is held up
   */
  append(server: LedgerServer, make: MakeEntry): Promise<SignedEntry> {
    return navigator.locks.request(LEDGER_LOCK, async () => {
      for (let attempt = 1; ; attempt += 1) {
        await this.#sync(server);
        if (this.#wait !== undefined) throw heldUp(this.#wait);
        const before = this.current;
        const signed = await make(before);
        try {
          await this.#deps.publisher.publish(server, { before, history: this.history, signed });
          await this.#sync(server);
          return signed;
        } catch (error) {
          const isLate = hasCode(error, "ledger.conflict") || hasCode(error, "leaf.refused");
          if (!isLate || attempt === MAX_ATTEMPTS) throw error;
        }
      }
    });
  }

  async #sync(server: LedgerServer): Promise<boolean> {
    const [seqBefore, waitBefore] = [this.#state?.seq, this.#wait?.code];
    await this.#takeStored();
    const gate = this.#deps.gate(this.#sight());
    for (let isComplete = false; !isComplete;) {
      const page = await server.ledgerPage((this.#state?.seq ?? -1) + 1);
      const followed = await followLedger(this.#state, this.#deps.createHash, page, gate);
      if (followed.kind === "stopped") {
        if (followed.refusedProposal !== undefined) await this.#refuseForGood(followed.refusedProposal);
        throw HistoryStopped.byLedger(followed, this.history, this.#deps.nowMs());
      }
      await this.#store(followed.accepted);
      this.#wait = followed.wait;
      if (this.#state === undefined && followed.wait !== undefined) throw heldUp(followed.wait);
      isComplete = followed.isComplete;
    }
    if (this.#wait === undefined) await this.#noteWhole();
    const isSame = this.#state?.seq === seqBefore && this.#wait?.code === waitBefore;
    const hasNewKeys = !this.#holdsAllKeys() && (await this.#fetchBoxes(server));
    return !isSame || hasNewKeys;
  }

  async #store(accepted: readonly AcceptedEntry[]): Promise<void> {
    if (accepted.length === 0) return;
    const transaction = await this.#deps.stores.beginStrict("entries", "proposalsSeen");
    const [entries, seen] = [transaction.objectStore("entries"), transaction.objectStore("proposalsSeen")];
    const nowMs = this.#deps.nowMs();
    await Promise.all(
      accepted.map(async ({ signed, entry, state }) => {
        await entries.put(signed, entry.seq);
        const key = encodeBase64url(state.head);
        if (!state.proposals.has(key) || (await seen.get(key)) !== undefined) return;
        await seen.put(nowMs, key);
        const absentMs = this.#firstSeenMs.get(WHOLE);
        if (absentMs !== undefined) await seen.put(absentMs, absenceOf(key));
      }),
    );
    await transaction.done;
    await this.#take(accepted);
  }

  /** Entries that this browser, perhaps in another tab, has seen and judged already. */
  async #takeStored(): Promise<void> {
    const from = (this.#state?.seq ?? -1) + 1;
    const transaction = await this.#deps.stores.begin("entries");
    const stored = await transaction.objectStore("entries").getAll(IDBKeyRange.lowerBound(from));
    if (stored.length === 0) return;
    const applied = await applyEntries(this.#state, stored);
    if (applied.kind === "refused") {
      throw new HistoryStopped(applied.code, "the stored history is damaged", { evidence: stored });
    }
    const accepted = stored.flatMap((signed, i) => {
      const [entry, state] = [applied.entries[i], applied.states[i]];
      return entry === undefined || state === undefined ? [] : [{ signed, entry, state }];
    });
    await this.#take(accepted);
  }

  async #take(accepted: readonly AcceptedEntry[]): Promise<void> {
    for (const one of accepted) this.history.append(one);
    this.#state = accepted.at(-1)?.state ?? this.#state;
    const transaction = await this.#deps.stores.begin("proposalsSeen");
    const seen = transaction.objectStore("proposalsSeen");
    const [keys, times] = await Promise.all([seen.getAllKeys(), seen.getAll()]);
    await transaction.done;
    keys.forEach((key, i) => this.#firstSeenMs.set(key, times[i] ?? this.#deps.nowMs()));
  }

  #sight(): Sight {
    const times = this.#firstSeenMs;
    return {
      firstSeenMs: (head) => times.get(encodeBase64url(head)),
      absentMs: (head) => {
        const key = encodeBase64url(head);
        if (times.has(refusalOf(key))) return this.#deps.nowMs();
        return times.has(key) ? times.get(absenceOf(key)) : times.get(WHOLE);
      },
    };
  }

  /** What was impossible once does not become true by waiting: as if the wish were never older than now. */
  async #refuseForGood(proposal: Uint8Array): Promise<void> {
    const [key, nowMs] = [refusalOf(encodeBase64url(proposal)), this.#deps.nowMs()];
    const transaction = await this.#deps.stores.beginStrict("proposalsSeen");
    await transaction.objectStore("proposalsSeen").put(nowMs, key);
    await transaction.done;
    this.#firstSeenMs.set(key, nowMs);
  }

  /** The server showed all that it says there is. Over reloads, but not at each look. */
  async #noteWhole(): Promise<void> {
    const [nowMs, notedMs = 0] = [this.#deps.nowMs(), this.#firstSeenMs.get(WHOLE)];
    if (nowMs >= notedMs && nowMs - notedMs < WHOLE_EVERY_MS) return;
    const transaction = await this.#deps.stores.begin("proposalsSeen");
    await transaction.objectStore("proposalsSeen").put(nowMs, WHOLE);
    await transaction.done;
    this.#firstSeenMs.set(WHOLE, nowMs);
  }

  /** True when a key came that this browser did not have. */
  async #fetchBoxes(server: LedgerServer): Promise<boolean> {
    const boxes = await server.ownBoxes();
    const countBefore = this.#keyring.epochs.length;
    await this.#openBoxes(boxes);
    const transaction = await this.#deps.stores.begin("boxes");
    await transaction.objectStore("boxes").put(boxes, "this");
    await transaction.done;
    return this.#keyring.epochs.length !== countBefore;
  }

  async #openBoxes(boxes: readonly SeedBox[]): Promise<void> {
    this.#keyring = await buildKeyring(this.current.state, this.#deps.device, boxes, this.#keyring);
  }

  #holdsAllKeys(): boolean {
    const self = this.#state === undefined ? undefined : activeDevice(this.#state, this.#deps.device.id);
    if (self === undefined) return true;
    const { state, keyring } = this.current;
    const epochs = groupsReadBy(state, self).flatMap((group) => state.groups.get(formatId(group))?.epochs ?? []);
    return epochs.every(({ pkHash }) => keyring.find(pkHash) !== undefined);
  }
}

/** When it was last shown without the proposal of that head. */
function absenceOf(key: string): string {
  return `absent/${key}`;
}

function refusalOf(key: string): string {
  return `refused/${key}`;
}
