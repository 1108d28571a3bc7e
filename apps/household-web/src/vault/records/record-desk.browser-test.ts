// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Records against a server that helps a device which was put out, with the browser's real storage. */
import { leaveHousehold, removeDevices, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { NO_LOG_VIEW, type LogView } from "@nightlatch/protocol/log";
import { sealRecord } from "@nightlatch/protocol/seal";
import { decodeRecord, formatId, peopleGroup, type LedgerState } from "@nightlatch/protocol/wire";
import { boxesFor, epochOf, testHousehold, TEST_NOW_MS, type TestHousehold } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rememberMembership } from "../household/found-household.ts";
import { historyParts } from "../household/household-parts.ts";
import type { LedgerFollower } from "../ledger/ledger-follower.ts";
import { MemoryServer } from "../server/memory-server.fixture.ts";
import { clearVaultDatabase, openVaultDatabase, type Membership, type VaultDatabase } from "../store/database.ts";
import { RecordBook } from "./record-book.ts";
import { RecordDesk } from "./record-desk.ts";

describe("the record desk", () => {
  let home: TestHousehold;
  let database: VaultDatabase;
  let server: MemoryServer;
  let book: RecordBook;
  let desk: RecordDesk;
  let ledger: LedgerFollower;
  let provedSeq: number;

  beforeEach(async () => {
    home = await testHousehold("record-desk");
    provedSeq = home.state.seq;
    database = await openVaultDatabase();
    server = new MemoryServer((entry) => boxesFor(entry, home.owner), [...home.entries]);
    await startAnew();
  });
  afterEach(async () => {
    await clearVaultDatabase(database);
    database.close();
  });

  it("refuses what first comes from someone who was put out, and counts past it", async () => {
    const { member } = home;
    await expel();
    server.records.push(await named(member, 1000, "mine for ever", currentState()));
    await ledger.sync(server);
    await desk.sync();
    expect(nameOf(member)).toBeUndefined();
    expect(book.refusals.get("record.author_removed")).toBe(1);

    await desk.writeForPeople(member.id, { kind: "device", name: "Old phone", person: "" });
    expect(nameOf(member)).toBe("Old phone");
    expect(versionAtServer()).toBe(1001);
  });

  it("passes a refused version that it saw before a reload", async () => {
    const { member } = home;
    await expel();
    server.records.push(await named(member, 7, "mine", currentState()));
    await ledger.sync(server);
    await desk.sync();
    await startAnew(server.records.length);
    await desk.writeForPeople(member.id, { kind: "device", name: "Old phone", person: "" });
    expect(versionAtServer()).toBe(8);
  });

  it("does not follow a refused record to the highest version there is", async () => {
    const { member } = home;
    await expel();
    server.records.push(await named(member, 2 ** 32, "mine for ever", currentState()));
    await ledger.sync(server);
    await desk.sync();
    expect(book.nextVersion("device", member.id)).toBe(1);
  });

  it("keeps back what a newcomer wrote until the newcomer is in the witnessed log, over a reload", async () => {
    provedSeq = home.state.seq - 1;
    server.records.push(await named(home.member, 1, "Kitchen tablet", home.state));
    expect(await desk.sync()).toBe(false);
    await reload(server.records.length);
    expect(await desk.lookAgain()).toBe(false);
    expect(nameOf(home.member)).toBeUndefined();

    provedSeq = home.state.seq;
    expect(await desk.lookAgain()).toBe(true);
    expect(nameOf(home.member)).toBe("Kitchen tablet");
  });

  it("seals nothing to a newcomer who is not in the witnessed log", async () => {
    provedSeq = home.state.seq - 1;
    const { id } = home.member;
    const writing = desk.writeForDevice(id, id, {
      kind: "recovery-share",
      paper: home.paper.id,
      share: new Uint8Array(33),
    });
    await expect(writing).rejects.toMatchObject({ code: "vault.unproved" });
    expect(server.records).toEqual([]);
  });

  it("does not write under a key that someone who left still knows", async () => {
    const { member, random, state } = home;
    server.entries.push(await leaveHousehold({ actor: member, random, nowMs: TEST_NOW_MS }, state));
    await ledger.sync(server);
    const writing = desk.writeForPeople(state.lane, { kind: "household", name: "Home" });
    await expect(writing).rejects.toMatchObject({ code: "vault.keys_due" });
  });

  it("does not count versions that nobody signed", async () => {
    const { owner, state } = home;
    const record = await named(owner, 500, "Phone", state);
    server.records.push(record.map((byte, at) => (at === record.length - 1 ? byte ^ 1 : byte)));
    await desk.sync();
    expect(book.nextVersion("device", owner.id)).toBe(1);
  });

  it("keeps a name that someone gave before they were put out, for browsers that come later too", async () => {
    const { member } = home;
    server.records.push(await named(member, 1, "Kitchen tablet", home.state));
    await desk.sync();
    await expel();
    await ledger.sync(server);
    expect(await desk.adoptOrphans()).toBe(true);
    expect(await desk.adoptOrphans()).toBe(false);

    await startAnew();
    await desk.sync();
    expect(nameOf(member)).toBe("Kitchen tablet");
  });

  it("reads again, with the new keys, what came under them before it had read the ledger", async () => {
    server.beforeRecords = async () => {
      await expel();
      server.records.push(await named(home.owner, 1, "Phone", currentState()));
    };
    expect(await desk.sync()).toBe(true);
    expect(nameOf(home.owner)).toBe("Phone");
  });

  it("writes nothing of a household into another that took its place in this browser", async () => {
    server.records.push(await named(home.owner, 1, "Phone", home.state));
    const other = await testHousehold("another household");
    server.beforeRecords = () => enter(other.state);
    await expect(desk.sync()).rejects.toMatchObject({ code: "vault.household_replaced" });
    await expect(ledger.sync(server)).rejects.toMatchObject({ code: "vault.household_replaced" });
    expect(await database.getAllKeys("records")).toEqual([]);
    expect(await database.getAllKeys("entries")).toEqual([]);
    expect(await database.get("membership", "this")).toMatchObject({ lane: other.state.lane, recordsCursor: 0 });
  });

  /** As a browser that knows the household and nothing else. */
  async function startAnew(cursor = 0): Promise<void> {
    await enter(home.state);
    await reload(cursor);
  }

  async function reload(cursor: number): Promise<void> {
    const clocks = { nowMs: () => TEST_NOW_MS, monotonicMs: () => 0 };
    const parts = historyParts({ database, device: home.owner, server, random: home.random, ...clocks }, membership());
    ({ ledger } = parts);
    await ledger.sync(server);
    book = new RecordBook(parts.stores);
    const log = (): LogView => ({ ...NO_LOG_VIEW, provedSeq });
    const { stores } = parts;
    desk = new RecordDesk({ stores, device: home.owner, ledger, book, log, server, nowMs: clocks.nowMs }, cursor);
  }

  function membership(): Membership {
    const { lane, createHash } = home.state;
    return { lane, createHash, isPaperChecked: true, recordsCursor: 0 };
  }

  function enter({ lane, createHash }: LedgerState): Promise<void> {
    return rememberMembership(database, { lane, createHash, isPaperChecked: true, recordsCursor: 0 });
  }

  async function expel(): Promise<void> {
    const { owner, member, random, state, keyring } = home;
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    server.entries.push(await removeDevices(making, { state, keyring, remove: [member.id] }));
  }

  function currentState(): LedgerState {
    return server.entries.at(-1)?.state ?? home.state;
  }

  function named(author: DeviceSecrets, version: number, name: string, state: LedgerState): Promise<Uint8Array> {
    const { pkHash: epoch, pk } = epochOf(state, peopleGroup(state));
    const content = { kind: "device", name, person: "" } as const;
    const [to, { lane }] = [{ kind: "epoch", epoch, pk } as const, state];
    return sealRecord({ author, lane, id: author.id, version, to, content, atMs: TEST_NOW_MS });
  }

  function nameOf({ id }: DeviceSecrets): string | undefined {
    return book.find("device", id)?.content.name;
  }

  function versionAtServer(): number {
    const versions = server.records.map((bytes) => decodeRecord(bytes).header);
    const own = versions.filter(({ id }) => formatId(id) === formatId(home.member.id));
    return Math.max(...own.map(({ version }) => version));
  }
});
