// SPDX-License-Identifier: AGPL-3.0-or-later
import type { VerifyKey } from "@nightlatch/crypto/keys";
import {
  addDevice,
  createHousehold,
  deviceFromSeed,
  removeDevices,
  type DeviceSecrets,
} from "@nightlatch/protocol/keys";
import {
  decodeLedgerEntry,
  decodeSigned,
  encodeLedgerEntry,
  encodeSigned,
  LEDGER_CONTEXT,
  MAX_LEDGER_ENTRY_BYTES,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqlite, type SqlDatabase } from "../adapters/embedded/sqlite-database.ts";
import { SqlLaneStore } from "../adapters/sql/sql-lane-store.ts";
import { SqlLedgerStore } from "../adapters/sql/sql-ledger-store.ts";
import type { LedgerStore } from "../ports/ledger-store.ts";
import { LaneEvents } from "./lane-events.ts";
import { Ledgers } from "./ledgers.ts";

let folder: string;
let database: SqlDatabase;
let store: LedgerStore;
let home: TestHousehold;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-ledgers-"));
  database = await openSqlite(join(folder, "server.sqlite"));
  store = new SqlLedgerStore(database);
  home = await testHousehold("ledgers");
  const ledgers = ledgersOn(store);
  for (const [i, { entry, boxes, heldBack }] of home.entries.entries()) {
    const sent = { entry, boxes: [...boxes, ...heldBack] };
    await (i === 0 ? ledgers.create(sent) : ledgers.append(home.state.lane, sent));
  }
});

afterEach(async () => {
  await database.destroy();
  await rm(folder, { recursive: true });
});

function ledgersOn(of: LedgerStore): Ledgers {
  const clock = { nowMs: () => TEST_NOW_MS };
  const lanes = new SqlLaneStore(database);
  return new Ledgers({ store: of, lanes, events: new LaneEvents(), clock, onLeaf: () => undefined });
}

function removal({ owner, random, state, keyring, member }: TestHousehold) {
  return removeDevices({ actor: owner, random, nowMs: TEST_NOW_MS }, { state, keyring, remove: [member.id] });
}

async function someoneAdded({ owner, random, state, keyring }: TestHousehold) {
  const { publicKeys: keys } = await deviceFromSeed(random(32));
  return addDevice({ actor: owner, random, nowMs: TEST_NOW_MS }, { state, keyring, keys, role: "member" });
}

/** The real store, whose first "no more entries" comes late. */
function withLateEnd(real: LedgerStore): LedgerStore & Readonly<{ letGo: () => void }> {
  const gate = Promise.withResolvers<undefined>();
  let isFirst = true;
  return {
    append: (...words) => real.append(...words),
    addBoxes: (...words) => real.addBoxes(...words),
    findLanes: (...words) => real.findLanes(...words),
    readBoxes: (...words) => real.readBoxes(...words),
    readEntries: async (...words) => {
      const entries = await real.readEntries(...words);
      if (isFirst && entries.length === 0) {
        isFirst = false;
        await gate.promise;
      }
      return entries;
    },
    letGo: () => {
      gate.resolve(undefined);
    },
  };
}

describe("ledgers", () => {
  it("never fall back to an older state, however late a reader's answer comes", async () => {
    const late = withLateEnd(store);
    const ledgers = ledgersOn(late);
    const reading = ledgers.find(home.state.lane);
    const { entry, boxes, state } = await removal(home);
    const appending = ledgers.append(home.state.lane, { entry, boxes });
    // As many turns as an append takes that does not wait for the reader.
    for (let turn = 0; turn < 100; turn += 1) await nextTurn();
    late.letGo();
    await Promise.all([reading, appending]);
    expect((await ledgers.find(home.state.lane))?.seq).toBe(state.seq);
  });

  it("check a history once for all who ask for it at the same time", async () => {
    let reads = 0;
    const counted: LedgerStore = {
      append: (...words) => store.append(...words),
      addBoxes: (...words) => store.addBoxes(...words),
      findLanes: (...words) => store.findLanes(...words),
      readBoxes: (...words) => store.readBoxes(...words),
      readEntries: (lane, from, limit) => {
        if (from === 0) reads += 1;
        return store.readEntries(lane, from, limit);
      },
    };
    const ledgers = ledgersOn(counted);
    const states = await Promise.all(Array.from({ length: 20 }, () => ledgers.find(home.state.lane)));
    expect(new Set(states.map((state) => state?.seq))).toEqual(new Set([home.state.seq]));
    expect(reads).toBe(1);
  });

  it("learn what someone else wrote to the store, at the first conflict", async () => {
    const [here, there] = [ledgersOn(store), ledgersOn(store)];
    await there.find(home.state.lane);
    const [first, second] = [await someoneAdded(home), await someoneAdded(home)];
    await here.append(home.state.lane, first);
    const conflict = there.append(home.state.lane, second);
    await expect(conflict).rejects.toMatchObject({ code: "ledger.conflict" });
    expect((await there.find(home.state.lane))?.head).toEqual(first.state.head);
  });

  it("append one of two entries that come at once", async () => {
    const ledgers = ledgersOn(store);
    const both = await Promise.all([someoneAdded(home), someoneAdded(home)]);
    const results = await Promise.allSettled(both.map((signed) => ledgers.append(home.state.lane, signed)));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const reason = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    expect(reason).toMatchObject([{ code: "ledger.conflict" }]);
  });

  it("find a device where it was added first, and elsewhere once it is out of there", async () => {
    const ledgers = ledgersOn(store);
    const { member, random } = home;
    // Who once was in the household knows its public keys, and can add them to a household of their own.
    const thief = await deviceFromSeed(random(32));
    const making = { actor: thief, random, nowMs: TEST_NOW_MS };
    const trap = await createHousehold(making);
    await ledgers.create(trap);
    const lured = await addDevice(making, { ...trap, keys: member.publicKeys, role: "owner" });
    await ledgers.append(trap.state.lane, { entry: lured.entry, boxes: [...lured.boxes, ...lured.heldBack] });
    expect(await ledgers.findHouseholdOf(member.id)).toEqual(home.state.lane);
    await ledgers.append(home.state.lane, await removal(home));
    expect(await ledgers.findHouseholdOf(member.id)).toEqual(trap.state.lane);
    const nobody = await deviceFromSeed(random(32));
    await expect(ledgers.findHouseholdOf(nobody.id)).rejects.toMatchObject({ code: "household.unknown" });
  });

  it("begin no second household with the lane key of another", async () => {
    const ledgers = ledgersOn(store);
    const thief = await deviceFromSeed(home.random(32));
    const making = { actor: thief, random: home.random, nowMs: TEST_NOW_MS };
    const created = await createHousehold(making);
    const laneKey = home.state.laneKeys[0]?.key ?? created.state.laneKeys[0]?.key;
    const copied = await withLaneKey(created.entry, laneKey, thief);
    await expect(ledgers.create({ entry: copied, boxes: [] })).rejects.toMatchObject({ code: "ledger.key_reused" });
    expect(await ledgers.find(created.state.lane)).toBeUndefined();
    expect(await ledgers.create({ entry: created.entry, boxes: created.boxes })).toMatchObject({ seq: 0 });
    expect(await ledgers.create({ entry: created.entry, boxes: created.boxes })).toMatchObject({ seq: 0 });
  });

  it("do not serve a household whose stored history was changed", async () => {
    await database
      .updateTable("ledger_entries")
      .set({ entry: new Uint8Array(10) })
      .where("seq", "=", 1)
      .execute();
    await expect(ledgersOn(store).find(home.state.lane)).rejects.toMatchObject({ code: "server.bug" });
  });
});

/** The same first entry with another key for the public log, signed anew. */
async function withLaneKey(created: Uint8Array, laneKey: VerifyKey | undefined, actor: DeviceSecrets) {
  const entry = decodeLedgerEntry(decodeSigned(created, MAX_LEDGER_ENTRY_BYTES, "entry").bytes);
  if (entry.body.type !== "create" || laneKey === undefined) throw new Error("a first entry");
  const bytes = encodeLedgerEntry({ ...entry, body: { ...entry.body, laneKey } });
  return encodeSigned({ bytes, signature: await actor.ledger.sign(LEDGER_CONTEXT, bytes) });
}
