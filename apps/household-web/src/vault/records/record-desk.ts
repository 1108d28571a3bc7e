// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Fetches and writes sealed records. Owns the cursor up to which this browser has read the server's. */
import { hasCode, invariant, NightlatchError } from "@nightlatch/errors";
import { activeDevice, currentEpoch, type DeviceId, type Id, type LedgerState } from "@nightlatch/protocol/wire";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { sealRecord, type RecordContent, type RecordRecipient } from "@nightlatch/protocol/seal";
import type { LedgerFollower } from "../ledger/ledger-follower.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import type { VaultDatabase } from "../store/database.ts";
import type { RecordBook } from "./record-book.ts";

export type RecordServer = Pick<HouseholdServer, "recordsAfter" | "putRecord">;
export type DeskDeps = Readonly<{
  database: VaultDatabase;
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
    const { database, book, server } = this.#deps;
    let hasChanged = false;
    for (;;) {
      const page = await server.recordsAfter(this.#cursor);
      if (page.records.length === 0) return hasChanged;
      const { state, keyring } = this.#deps.ledger.current;
      const isNew = await book.take(page.records, state, { device: this.#deps.device, keyring });
      hasChanged ||= isNew;
      this.#cursor = page.cursor;
      // Behind the records: a crash in between reads them again, which changes nothing.
      await rememberCursor(database, page.cursor);
    }
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
      const { state, keyring } = ledger.current;
      const version = book.nextVersion(content.kind, id);
      const to = recipient(state);
      const record = await sealRecord({ author: device, lane: state.lane, id, version, to, content, atMs: nowMs() });
      try {
        await server.putRecord(record);
        await book.take([record], state, { device, keyring });
        return;
      } catch (error) {
        if (!hasCode(error, "record.stale_version") || attempt === MAX_ATTEMPTS) throw error;
        await this.sync();
      }
    }
  }
}

async function rememberCursor(database: VaultDatabase, cursor: number): Promise<void> {
  const { store, done } = database.transaction("membership", "readwrite");
  const membership = await store.get("this");
  if (membership !== undefined && membership.recordsCursor < cursor) {
    await store.put({ ...membership, recordsCursor: cursor }, "this");
  }
  await done;
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
