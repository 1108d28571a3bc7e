// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Nothing of the log is believed before it is on the disk: with real storage, and a write that fails. */
import { LoggedHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Keyring } from "@nightlatch/protocol/keys";
import { clearVaultDatabase, openVaultDatabase, type VaultDatabase } from "../store/database.ts";
import { OwnStores } from "../store/own-stores.ts";
import { LogFollower, type LogServer } from "./log-follower.ts";

/** The disk is full, or its owner went away. */
class FailingStores extends OwnStores {
  isFailing = false;

  override beginStrict: OwnStores["beginStrict"] = (...stores) => {
    if (this.isFailing) return Promise.reject(new Error("no room"));
    return super.begin(...stores);
  };
}

describe("the log that a browser follows", () => {
  let database: VaultDatabase;
  let home: LoggedHousehold;
  let log: LogFollower;
  let stores: FailingStores;

  beforeEach(async () => {
    database = await openVaultDatabase();
    home = await LoggedHousehold.create("log-follower");
    const { lane, createHash } = home.state;
    await database.put("membership", { lane, createHash, isPaperChecked: true, recordsCursor: 0 }, "this");
    stores = new FailingStores(database, createHash);
    const ledger = {
      current: { state: home.state, keyring: new Keyring() },
      own: home.ledger(),
      wait: undefined,
      sync: () => Promise.resolve(false),
    };
    log = new LogFollower(stores, ledger, () => TEST_NOW_MS, -1);
  });
  afterEach(async () => {
    await clearVaultDatabase(database);
    database.close();
  });

  const server = () => ({ logProof: (from: number) => home.answer(from) }) as LogServer;

  it("is believed once it is kept", async () => {
    await log.sync(server());
    expect(log.view).toMatchObject({ size: 2, provedSeq: 1 });
    expect((await database.get("log", "this"))?.view.size).toBe(2);
  });

  it("is not believed when it could not be kept: after a power cut it would be forgotten", async () => {
    stores.isFailing = true;
    await expect(log.sync(server())).rejects.toThrow("no room");
    expect(log.view).toBeUndefined();
    stores.isFailing = false;
    await log.sync(server());
    expect(log.view).toMatchObject({ size: 2 });
  });

  it("is kept by a transaction that waits for the disk; others need not", async () => {
    const own = new OwnStores(database, home.state.createHash);
    expect((await own.beginStrict("log")).durability).toBe("strict");
    expect((await own.begin("records")).durability).toBe("default");
  });
});
