// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Fetches and writes sealed records. Owns the cursor up to which this browser has read the server's. */
import { hasCode, invariant, NightlatchError } from "@nightlatch/errors";
import { isProved, NO_LOG_VIEW, type LogView } from "@nightlatch/protocol/log";
import {
  activeDevice,
  currentEpoch,
  isRotationDue,
  peopleGroup,
  type DeviceId,
  type GroupId,
  type Id,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { sealRecord, type RecordContent, type RecordRecipient } from "@nightlatch/protocol/seal";
import type { LedgerFollower, LedgerServer } from "../ledger/ledger-follower.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import type { OwnStores } from "../store/own-stores.ts";
import type { Reading, RecordBook } from "./record-book.ts";

export type RecordServer = LedgerServer & Pick<HouseholdServer, "recordsAfter" | "findRecord" | "putRecord">;
export type DeskDeps = Readonly<{
  stores: OwnStores;
  device: DeviceSecrets;
  ledger: LedgerFollower;
  book: RecordBook;
  /** Up to where the household is proved. */
  log: () => LogView | undefined;
  server: RecordServer;
  nowMs: () => number;
}>;

const MAX_ATTEMPTS = 3;

export class RecordDesk {
  readonly #deps: DeskDeps;

  /** This tab's own: another tab of this browser may have read further, into its own memory. */
  #cursor: number;

  /** @param cursor as it stood before the book was loaded */
  constructor(deps: DeskDeps, cursor: number) {
    this.#deps = deps;
    this.#cursor = cursor;
  }

  /** Reads what is new. True when anything shown has changed. */
  async sync(): Promise<boolean> {
    const { stores, server } = this.#deps;
    let hasChanged = false;
    for (;;) {
      const page = await server.recordsAfter(this.#cursor);
      if (page.records.length === 0) return hasChanged;
      const isNew = await this.#take(page.records);
      hasChanged ||= isNew;
      this.#cursor = page.cursor;
      // Behind the records: a crash in between reads them again, which changes nothing.
      await rememberCursor(stores, page.cursor);
    }
  }

  /**
   * Writes anew, as this owner, what devices wrote that were put out since: a browser that comes later believes only
   * who is in. True when anything was written.
   */
  async adoptOrphans(): Promise<boolean> {
    const { book, device, ledger } = this.#deps;
    const { state } = ledger.current;
    if (activeDevice(state, device.id)?.role !== "owner") return false;
    const orphans = book.orphans(state);
    for (const { header, content } of orphans) {
      if (content.kind === "camera") await this.writeForGroup(header.id, content.group, content);
      else await this.writeForPeople(header.id, content);
    }
    return orphans.length > 0;
  }

  /** From the first record on, at the next reading: this device may read now what the server kept from it before. */
  startOver(): void {
    this.#cursor = 0;
  }

  /** Takes what waited for its author to be proved, or for a key. True when anything shown has changed. */
  async lookAgain(): Promise<boolean> {
    const { book } = this.#deps;
    const hasTaken = await book.retakeWaiting(this.reading);
    const hasOpened = await book.reopen(this.reading);
    return hasTaken || hasOpened;
  }

  /** For everyone in the household but hubs and guests. @throws record.stale_version after several faster writers */
  writeForPeople(id: Id, content: RecordContent): Promise<void> {
    return this.#write(id, content, (state) => epochRecipient(state, peopleGroup(state)));
  }

  /** For those who see the cameras of a group. */
  writeForGroup(id: Id, group: GroupId, content: RecordContent): Promise<void> {
    return this.#write(id, content, (state) => epochRecipient(state, group));
  }

  /** For one device alone. @throws vault.not_there | vault.unproved while the household's hub has not seen it yet */
  writeForDevice(id: Id, device: DeviceId, content: RecordContent): Promise<void> {
    return this.#write(id, content, (state) => provedRecipient(state, device, this.reading.log));
  }

  /** For a paper key that was made a moment ago: what only it can read, and says nothing about the household. */
  writePin(paper: DeviceId, content: Extract<RecordContent, { kind: "paper-pin" }>): Promise<void> {
    return this.#write(paper, content, (state) => deviceRecipient(state, paper));
  }

  async #write(id: Id, content: RecordContent, recipient: (state: LedgerState) => RecordRecipient): Promise<void> {
    const { book, device, ledger, server, nowMs } = this.#deps;
    for (let attempt = 1; ; attempt += 1) {
      const { state } = ledger.current;
      const version = book.nextVersion(content.kind, id);
      const to = recipient(state);
      const record = await sealRecord({ author: device, lane: state.lane, id, version, to, content, atMs: nowMs() });
      try {
        await server.putRecord(record);
        await this.#take([record]);
        return;
      } catch (error) {
        if (!hasCode(error, "record.stale_version") || attempt === MAX_ATTEMPTS) throw error;
        await this.sync();
        // One that was refused here, perhaps before a reload, is in the way there: the next version must pass it.
        const inTheWay = await server.findRecord(content.kind, id);
        if (inTheWay !== undefined) await this.#take([inTheWay]);
      }
    }
  }

  async #take(records: readonly Uint8Array[]): Promise<boolean> {
    const { book, ledger, server } = this.#deps;
    const { hasChanged, unexplained } = await book.take(records, this.reading);
    if (unexplained.length === 0) return hasChanged;
    // An owner let someone in or changed the keys between the two reads. Passed over, these would never be read again.
    await ledger.sync(server);
    const again = await book.take(unexplained, this.reading);
    return hasChanged || again.hasChanged;
  }

  get reading(): Reading {
    const { device, ledger, log } = this.#deps;
    const { state, keyring } = ledger.current;
    return { state, keys: { device, keyring }, log: log() ?? NO_LOG_VIEW };
  }
}

async function rememberCursor(stores: OwnStores, cursor: number): Promise<void> {
  const transaction = await stores.begin();
  const store = transaction.objectStore("membership");
  const membership = await store.get("this");
  if (membership !== undefined && membership.recordsCursor < cursor) {
    await store.put({ ...membership, recordsCursor: cursor }, "this");
  }
  await transaction.done;
}

/** @throws vault.keys_due after someone left, who still knows the newest key */
function epochRecipient(state: LedgerState, group: GroupId): RecordRecipient {
  const epoch = currentEpoch(state, group);
  invariant(epoch !== undefined, "every group has an epoch");
  if (isRotationDue(state, group)) throw keysDue();
  return { kind: "epoch", epoch: epoch.pkHash, pk: epoch.pk };
}

function provedRecipient(state: LedgerState, id: DeviceId, log: Reading["log"]): RecordRecipient {
  const device = activeDevice(state, id);
  if (device === undefined || isProved(device, log)) return deviceRecipient(state, id);
  throw new NightlatchError("vault.unproved", "the device is not in the witnessed log yet", {
    advice: "This was let in a moment ago. Wait until your hub has seen it, then try again.",
  });
}

function deviceRecipient(state: LedgerState, id: DeviceId): RecordRecipient {
  const device = activeDevice(state, id);
  if (device !== undefined) return { kind: "device", device: id, pk: device.keys.hpke };
  throw new NightlatchError("vault.not_there", "the device is not in the household", {
    advice: "It is not in your household any more. A hub can be connected again with the link that it shows.",
  });
}

function keysDue(): NightlatchError {
  return new NightlatchError("vault.keys_due", "the group awaits a rotation", {
    advice: "Someone has just left your household. Try again once an owner has opened the app: it renews the keys.",
  });
}
