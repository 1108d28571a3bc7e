// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { markAlarmsRead, readAlarmMarks } from "./alarm-marks.ts";
import { clearVaultDatabase, openVaultDatabase, type VaultDatabase } from "./database.ts";
import { OwnStores } from "./own-stores.ts";

describe("alarms that were read on this device", () => {
  const createHash = new Uint8Array(32).fill(7);
  let database: VaultDatabase;
  let stores: OwnStores;

  beforeEach(async () => {
    database = await openVaultDatabase();
    stores = new OwnStores(database, createHash);
    const membership = { lane: new Uint8Array(16), createHash, isPaperChecked: true, recordsCursor: 0 };
    await database.put("membership", membership, "this");
  });
  afterEach(async () => {
    await clearVaultDatabase(database);
    database.close();
  });

  it("are none at first", async () => {
    expect(await readAlarmMarks(database)).toEqual(new Set());
  });

  it("keep the time of the first mark", async () => {
    await markAlarmsRead(stores, ["a", "b"], 1);
    await markAlarmsRead(stores, ["a"], 2);
    expect(await readAlarmMarks(database)).toEqual(new Set(["a", "b"]));
    expect(await database.get("alarmsRead", "a")).toBe(1);
  });

  it("are forgotten with the household", async () => {
    await markAlarmsRead(stores, ["a"], 1);
    await clearVaultDatabase(database);
    expect(await readAlarmMarks(database)).toEqual(new Set());
  });

  it("are not marked in another household that this browser was started anew with", async () => {
    const gone = new OwnStores(database, new Uint8Array(32));
    await expect(markAlarmsRead(gone, ["a"], 1)).rejects.toMatchObject({ code: "vault.household_replaced" });
    expect(await readAlarmMarks(database)).toEqual(new Set());
  });
});
