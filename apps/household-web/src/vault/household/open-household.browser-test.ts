// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What an open household believes of a server that refuses it, and of another tab, with real storage. */
import { NightlatchError } from "@nightlatch/errors";
import { removeDevices } from "@nightlatch/protocol/keys";
import { boxesFor, testHousehold, TEST_NOW_MS, type TestHousehold } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MemoryServer } from "../server/memory-server.fixture.ts";
import { clearVaultDatabase, openVaultDatabase, type VaultDatabase } from "../store/database.ts";
import { rememberMembership } from "./found-household.ts";
import { OpenHousehold } from "./open-household.ts";

const REFUSED = new NightlatchError("session.refused", "not in the household");

describe("an open household", () => {
  let home: TestHousehold;
  let database: VaultDatabase;
  let server: MemoryServer;
  let household: OpenHousehold;
  const onReplaced = vi.fn<() => void>();

  beforeEach(async () => {
    onReplaced.mockClear();
    home = await testHousehold("open-household");
    database = await openVaultDatabase();
    server = new MemoryServer((entry) => boxesFor(entry, home.member), [...home.entries]);
    await enter(home);
    const deps = { database, device: home.member, server, random: home.random, onReplaced, onChange: () => undefined };
    const clocks = { nowMs: () => TEST_NOW_MS, monotonicMs: () => 0 };
    const { lane, createHash } = home.state;
    const membership = { lane, createHash, isPaperChecked: true, recordsCursor: 0 };
    household = await OpenHousehold.open({ ...deps, ...clocks }, membership);
  });
  afterEach(async () => {
    household.close();
    await clearVaultDatabase(database);
    database.close();
  });

  it("does not take a server's refusal for a removal", async () => {
    server.refusal = REFUSED;
    server.events?.onConnection("refused");
    await expect(household.refresh()).rejects.toMatchObject({ code: "session.refused" });
    expect(household.status).toMatchObject({ kind: "ready", connection: "refused" });
  });

  it("goes on knocking, and is in again when it is let in", async () => {
    server.events?.onConnection("refused");
    server.events?.onConnection("connecting");
    expect(household.status).toMatchObject({ kind: "ready", connection: "refused" });
    server.events?.onConnection("online");
    await household.refresh();
    expect(household.status).toMatchObject({ kind: "ready", connection: "online" });
  });

  it("is removed by an owner's signed entry", async () => {
    const { owner, random, state, keyring, member } = home;
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    server.entries.push(await removeDevices(making, { state, keyring, remove: [member.id] }));
    server.events?.onConnection("refused");
    await household.refresh();
    expect(household.status).toEqual({ kind: "removed" });
    expect(server.events).toBeUndefined();
  });

  it("gives up when another tab has put another household in its place", async () => {
    await enter(await testHousehold("another household"));
    await expect(household.refresh()).rejects.toMatchObject({ code: "vault.household_replaced" });
    await expect(household.rememberPaperChecked(false)).rejects.toMatchObject({ code: "vault.household_replaced" });
    expect(onReplaced).toHaveBeenCalled();
    expect(await database.get("membership", "this")).toMatchObject({ isPaperChecked: true });
    expect(await database.getAllKeys("entries")).toEqual([]);
  });

  function enter({ state: { lane, createHash } }: TestHousehold): Promise<void> {
    return rememberMembership(database, { lane, createHash, isPaperChecked: true, recordsCursor: 0 });
  }
});
