// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Fetches and writes sealed records. Owns the cursor up to which this browser has read the server's. */
import { hasCode, invariant, NightlatchError } from "@nightlatch/errors";
import { activeDevice, currentEpoch, type DeviceId, type Id, type LedgerState } from "@nightlatch/protocol/wire";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import type { RecordKeys } from "@nightlatch/protocol/open";
import { sealRecord, type RecordContent, type RecordRecipient } from "@nightlatch/protocol/seal";
import type { LedgerFollower, LedgerServer } from "../ledger/ledger-follower.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import type { OwnStores } from "../store/own-stores.ts";
import type { RecordBook } from "./record-book.ts";

export type RecordServer = LedgerServer & Pick<HouseholdServer, "recordsAfter" | "findRecord" | "putRecord">;
export type DeskDeps = Readonly<{
  stores: OwnStores;
  device: DeviceSecrets;
  ledger: LedgerFollower;
  book: RecordBook;
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
    for (const { header, content } of orphans) await this.writeForHousehold(header.id, content);
    return orphans.length > 0;
  }

  /** For everyone who may watch. @throws record.stale_version after several faster writers */
  writeForHousehold(id: Id, content: RecordContent): Promise<void> {
    return this.#write(id, content, homeEpoch);
  }

  /** For one device alone. @throws vault.no_hub when it is not in the household */
  writeForDevice(id: Id, device: DeviceId, content: RecordContent): Promise<void> {
    return this.#write(id, content, (state) => deviceRecipient(state, device));
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
    const { hasChanged, unexplained } = await book.take(records, ledger.current.state, this.#keys());
    if (unexplained.length === 0) return hasChanged;
    // An owner let someone in or changed the keys between the two reads. Passed over, these would never be read again.
    await ledger.sync(server);
    const again = await book.take(unexplained, ledger.current.state, this.#keys());
    return hasChanged || again.hasChanged;
  }

  #keys(): RecordKeys {
    return { device: this.#deps.device, keyring: this.#deps.ledger.current.keyring };
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

/** The newest key of the household's one camera group. */
function homeEpoch(state: LedgerState): RecordRecipient {
  const [home] = state.groups.values();
  invariant(home !== undefined, "every household has a group");
  const epoch = currentEpoch(state, home.group);
  invariant(epoch !== undefined, "every group has an epoch");
  return { kind: "epoch", epoch: epoch.pkHash, pk: epoch.pk };
}

function deviceRecipient(state: LedgerState, id: DeviceId): RecordRecipient {
  const device = activeDevice(state, id);
  if (device === undefined) {
    throw new NightlatchError("vault.no_hub", "the hub is not in the household", {
      advice: "Pair a hub first: open the link that it shows at its start.",
    });
  }
  return { kind: "device", device: id, pk: device.keys.hpke };
}
