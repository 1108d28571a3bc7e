// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { laneIndexContract, witnessStoreContract } from "@nightlatch/transparency/contract-tests";
import { openDatabase, type HubDatabase } from "../store/open-database.ts";
import { LaneTable } from "./lane-table.ts";
import { WitnessTable } from "./witness-table.ts";

witnessStoreContract("the hub's witness table", async () => {
  const { database, ...folder } = await openedFolder();
  // One process alone opens a hub's index: another view of it is another table on the same connection.
  return { store: new WitnessTable(database), reopen: () => Promise.resolve(new WitnessTable(database)), ...folder };
});

laneIndexContract("the hub's lane table", async () => {
  const { database, ...folder } = await openedFolder();
  const open = () => new LaneTable(database, "log.example/one");
  return { index: open(), reopen: () => Promise.resolve(open()), ...folder };
});

async function openedFolder(): Promise<AsyncDisposable & Readonly<{ database: HubDatabase }>> {
  const folder = await mkdtemp(join(tmpdir(), "nightlatch-hub-log-"));
  const database = openDatabase(join(folder, "hub.sqlite"));
  return {
    database,
    [Symbol.asyncDispose]: async () => {
      database.close();
      await rm(folder, { recursive: true });
    },
  };
}
