// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file This browser's own copy of the household's history, and the keys that follow from it. Owns `entries` and
 * `boxes` in IndexedDB. Tabs share them: all changes happen under one Web Lock, and begin with what other tabs saw.
 */
import { hasCode, invariant } from "@nightlatch/errors";
import { buildKeyring, Keyring, type DeviceSecrets, type SeedBox, type SignedEntry } from "@nightlatch/protocol/keys";
import {
  activeDevice,
  applyEntry,
  decodeLedgerEntry,
  decodeSigned,
  formatId,
  MAX_LEDGER_ENTRY_BYTES,
  type GroupId,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import type { HouseholdServer } from "../server/household-server.ts";
import type { OwnStores } from "../store/own-stores.ts";
import { followLedger } from "./follow-ledger.ts";
import { HistoryStopped } from "./history-stopped.ts";

const LOCK = "nightlatch-ledger";
const MAX_ATTEMPTS = 4;

export type LedgerServer = Pick<HouseholdServer, "ledgerPage" | "appendEntry" | "ownBoxes">;
export type HouseholdKeys = Readonly<{ state: LedgerState; keyring: Keyring }>;

export class LedgerFollower {
  readonly #stores: OwnStores;
  readonly #device: DeviceSecrets;
  readonly #createHash: Uint8Array;
  readonly #addedAtMs = new Map<number, number>();
  #state: LedgerState | undefined;
  #keyring = new Keyring();

  constructor(stores: OwnStores, device: DeviceSecrets, createHash: Uint8Array) {
    this.#stores = stores;
    this.#device = device;
    this.#createHash = createHash;
  }

  get current(): HouseholdKeys {
    invariant(this.#state !== undefined, "the ledger is loaded before it is used");
    return { state: this.#state, keyring: this.#keyring };
  }

  get isLoaded(): boolean {
    return this.#state !== undefined;
  }

  get isMember(): boolean {
    return this.#state !== undefined && activeDevice(this.#state, this.#device.id) !== undefined;
  }

  /** By a signed entry of an owner. The server's word alone does not count. */
  get isRemoved(): boolean {
    return this.#state?.devices.get(formatId(this.#device.id))?.removedSeq !== undefined;
  }

  /** When entry `seq` was signed, by its author's clock. */
  timeOf(seq: number): number {
    return this.#addedAtMs.get(seq) ?? 0;
  }

  /** What this browser saw before. It is judged again: the store could have been damaged. */
  async load(): Promise<void> {
    await this.#takeStored();
    const transaction = await this.#stores.begin("boxes");
    const stored = (await transaction.objectStore("boxes").get("this")) ?? [];
    if (this.#state !== undefined)
      await this.#openBoxes(stored.map((box) => ({ ...box, group: box.group as GroupId })));
  }

  /** Follows the server. True when something is new. @throws HistoryStopped | server codes */
  sync(server: LedgerServer): Promise<boolean> {
    return navigator.locks.request(LOCK, () => this.#sync(server));
  }

  /** Signs and appends an entry; made again when another device was faster. @throws ledger.* | HistoryStopped */
  append(server: LedgerServer, make: (keys: HouseholdKeys) => Promise<SignedEntry>): Promise<void> {
    return navigator.locks.request(LOCK, async () => {
      for (let attempt = 1; ; attempt += 1) {
        await this.#sync(server);
        const signed = await make(this.current);
        try {
          await server.appendEntry(signed.entry, signed.boxes);
          break;
        } catch (error) {
          if (!hasCode(error, "ledger.conflict") || attempt === MAX_ATTEMPTS) throw error;
        }
      }
      await this.#sync(server);
    });
  }

  async #sync(server: LedgerServer): Promise<boolean> {
    const seqBefore = this.#state?.seq;
    await this.#takeStored();
    for (let isComplete = false; !isComplete;) {
      const page = await server.ledgerPage((this.#state?.seq ?? -1) + 1);
      const followed = followLedger(this.#state, this.#createHash, page);
      if (followed.kind === "stopped") throw new HistoryStopped(followed.code, followed.detail, followed.evidence);
      await this.#store(followed.entries);
      this.#state = followed.state;
      isComplete = followed.isComplete;
    }
    if (this.#state?.seq === seqBefore && this.#holdsAllKeys()) return false;
    if (this.isMember) await this.#fetchBoxes(server);
    return true;
  }

  async #store(entries: readonly Uint8Array[]): Promise<void> {
    const first = (this.#state?.seq ?? -1) + 1;
    const transaction = await this.#stores.begin("entries");
    const store = transaction.objectStore("entries");
    await Promise.all(entries.map((entry, i) => store.put(entry, first + i)));
    await transaction.done;
    entries.forEach((entry, i) => this.#noteTime(first + i, entry));
  }

  /** Entries that this browser, perhaps in another tab, has seen and judged already. */
  async #takeStored(): Promise<void> {
    const from = (this.#state?.seq ?? -1) + 1;
    const transaction = await this.#stores.begin("entries");
    for (const entry of await transaction.objectStore("entries").getAll(IDBKeyRange.lowerBound(from))) {
      const verdict = applyEntry(this.#state, entry);
      if (verdict.kind === "refused") throw new HistoryStopped(verdict.code, "the stored history is damaged", [entry]);
      this.#state = verdict.state;
      this.#noteTime(verdict.state.seq, entry);
    }
  }

  #noteTime(seq: number, entry: Uint8Array): void {
    const { bytes } = decodeSigned(entry, MAX_LEDGER_ENTRY_BYTES, "ledger entry");
    this.#addedAtMs.set(seq, decodeLedgerEntry(bytes).seen.timeMs);
  }

  async #fetchBoxes(server: LedgerServer): Promise<void> {
    const boxes = await server.ownBoxes();
    await this.#openBoxes(boxes);
    const transaction = await this.#stores.begin("boxes");
    await transaction.objectStore("boxes").put(boxes, "this");
    await transaction.done;
  }

  async #openBoxes(boxes: readonly SeedBox[]): Promise<void> {
    this.#keyring = await buildKeyring(this.current.state, this.#device, boxes, this.#keyring);
  }

  #holdsAllKeys(): boolean {
    if (!this.isMember) return true;
    const { state, keyring } = this.current;
    const own = new Set(activeDevice(state, this.#device.id)?.groups.map(formatId));
    return [...state.groups.values()]
      .filter(({ group }) => own.has(formatId(group)))
      .every(({ epochs }) => epochs.every(({ pkHash }) => keyring.find(pkHash) !== undefined));
  }
}
