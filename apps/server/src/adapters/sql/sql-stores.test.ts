// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The SQL stores on real SQLite files, each held to its port's promises. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { caseStoreContract } from "../../contract-tests/case-store.contract.ts";
import { clipIndexContract } from "../../contract-tests/clip-index.contract.ts";
import { diaryIndexContract } from "../../contract-tests/diary-index.contract.ts";
import { drawHash, drawLane } from "../../contract-tests/drawn-values.ts";
import { grantStoreContract } from "../../contract-tests/grant-store.contract.ts";
import { laneStoreContract } from "../../contract-tests/lane-store.contract.ts";
import { ledgerStoreContract } from "../../contract-tests/ledger-store.contract.ts";
import { operatorItemStoreContract } from "../../contract-tests/operator-item-store.contract.ts";
import { recordStoreContract } from "../../contract-tests/record-store.contract.ts";
import { rosterDraftStoreContract } from "../../contract-tests/roster-draft-store.contract.ts";

import { openSqlite } from "../embedded/sqlite-database.ts";
import { SqlCaseStore } from "./sql-case-store.ts";
import { SqlClipIndex } from "./sql-clip-index.ts";
import { SqlGrantStore } from "./sql-grant-store.ts";
import { SqlLaneStore } from "./sql-lane-store.ts";
import { SqlLeafQueue } from "./sql-leaf-queue.ts";
import { SqlLedgerStore } from "./sql-ledger-store.ts";
import { SqlOperatorItemStore } from "./sql-operator-item-store.ts";
import { SqlRecordStore } from "./sql-record-store.ts";
import { SqlReleaseStore } from "./sql-release-store.ts";
import { SqlRosterDraftStore } from "./sql-roster-draft-store.ts";

async function openStores() {
  const dir = await mkdtemp(join(tmpdir(), "nightlatch-sql-"));
  const database = await openSqlite(join(dir, "server.sqlite"));
  const ledgers = new SqlLedgerStore(database);
  return {
    ledgers,
    index: new SqlClipIndex(database),
    records: new SqlRecordStore(database),
    lanes: new SqlLaneStore(database),
    queue: new SqlLeafQueue(database),
    releases: new SqlReleaseStore(database),
    items: new SqlOperatorItemStore(database),
    drafts: new SqlRosterDraftStore(database),
    cases: new SqlCaseStore(database),
    grants: new SqlGrantStore(database),
    newLane: async () => {
      const lane = drawLane();
      await ledgers.append(lane, { seq: 0, head: drawHash(), entry: drawHash() }, []);
      return lane;
    },
    [Symbol.asyncDispose]: async () => {
      await database.destroy();
      await rm(dir, { recursive: true });
    },
  };
}

ledgerStoreContract("SqlLedgerStore on SQLite", async () => {
  const stores = await openStores();
  return { ...stores, store: stores.ledgers };
});
laneStoreContract("The SQL stores on SQLite", openStores);
clipIndexContract("SqlClipIndex on SQLite", openStores);
diaryIndexContract("SqlClipIndex on SQLite", openStores);
recordStoreContract("SqlRecordStore on SQLite", async () => {
  const stores = await openStores();
  return { ...stores, store: stores.records };
});
operatorItemStoreContract("SqlOperatorItemStore on SQLite", openStores);
grantStoreContract("SqlGrantStore on SQLite", openStores);
caseStoreContract("SqlCaseStore on SQLite", async () => {
  const stores = await openStores();
  return { ...stores, store: stores.cases };
});
rosterDraftStoreContract("SqlRosterDraftStore on SQLite", async () => {
  const stores = await openStores();
  return { ...stores, store: stores.drafts };
});
