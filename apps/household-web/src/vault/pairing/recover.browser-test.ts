// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Hash } from "@nightlatch/crypto/keys";
import {
  addDevice,
  cancelProposal,
  createHousehold,
  deviceFromSeed,
  paperPin,
  type DeviceSecrets,
  type Keyring,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import { sealRecord } from "@nightlatch/protocol/seal";
import { activeDevice, type LedgerState } from "@nightlatch/protocol/wire";
import { boxesFor, seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { rememberMembership } from "../household/found-household.ts";
import { historyParts } from "../household/household-parts.ts";
import { MemoryServer } from "../server/memory-server.fixture.ts";
import { clearVaultDatabase, openVaultDatabase, type VaultDatabase } from "../store/database.ts";
import { createIdentity } from "../store/identity.ts";
import {
  askForRecovery,
  cancelAskedRecovery,
  finishAskedRecovery,
  type PaperKey,
  type RecoverDeps,
} from "./recover.ts";

const DAY_MS = 86_400_000;

type Home = Readonly<{ owner: DeviceSecrets; entries: readonly SignedEntry[]; state: LedgerState; keyring: Keyring }>;

describe("recovery with the paper key", () => {
  const random = seededRandom("recover");
  const seed = random(32);
  let paper: DeviceSecrets;
  let device: DeviceSecrets;
  let home: Home;
  let serversOwn: Home;
  let joined: Home;
  let database: VaultDatabase;
  let nowMs = TEST_NOW_MS;

  beforeAll(async () => {
    database = await openVaultDatabase();
    [paper, device] = [await deviceFromSeed(seed), await deviceFromSeed(random(32))];
    [home, serversOwn] = [await foundHome(), await foundHome()];
  });

  afterEach(async () => {
    await clearVaultDatabase(database);
    nowMs = TEST_NOW_MS;
  });
  afterAll(() => database.close());

  it("asks, and lets nobody in before a day has passed", async () => {
    const { server } = await ask(home, await pinOf(home));
    const state = stateOf(server);
    expect(activeDevice(state, device.id)).toBeUndefined();
    expect(state.proposals.size).toBe(1);
    await expect(finish(server)).rejects.toMatchObject({ code: "ledger.too_early" });
    expect(stateOf(server).seq).toBe(state.seq);
  });

  it("lets the new device in as an owner a day later, with keys that it made for itself", async () => {
    const { server } = await ask(home, await pinOf(home));
    nowMs += DAY_MS;
    await finish(server);
    expect(activeDevice(stateOf(server), device.id)?.role).toBe("owner");
    // No box for the new reader was handed to the server.
    expect(server.entries.flatMap(({ boxes }) => boxes).length).toBe(home.entries.flatMap(({ boxes }) => boxes).length);
    const parts = partsFor(server, device);
    await parts.ledger.load();
    expect(parts.ledger.hasKeys).toBe(true);
  });

  it("is over once an owner has said no, a day later, too", async () => {
    const { server, proposal } = await ask(home, await pinOf(home));
    const making = { actor: home.owner, random, nowMs: TEST_NOW_MS };
    server.entries.push(await cancelProposal(making, stateOf(server), proposal as Hash));
    nowMs += DAY_MS;
    await expect(finish(server)).rejects.toMatchObject({ code: "vault.recovery_stopped" });
    expect(activeDevice(stateOf(server), device.id)).toBeUndefined();
  });

  it("takes its wish back", async () => {
    const { server } = await ask(home, await pinOf(home));
    await cancelAskedRecovery(depsFor(server), { seed, paper }, device);
    expect(stateOf(server).proposals.size).toBe(0);
  });

  it("is refused in a household that the server made for the key, without the pin", async () => {
    await expect(ask(serversOwn, undefined)).rejects.toMatchObject({ code: "vault.recovery_unproven" });
  });

  it("is refused there with the genuine household's pin record", async () => {
    await expect(ask(serversOwn, await pinOf(home))).rejects.toMatchObject({ code: "vault.recovery_unproven" });
  });

  it("is refused there with a pin that was copied or made up", async () => {
    for (const pin of [paperPin(seed, home.state.lane, home.state.createHash), random(32)]) {
      const forged = await pinOf(serversOwn, pin);
      await expect(ask(serversOwn, forged)).rejects.toMatchObject({ code: "vault.recovery_unproven" });
    }
  });

  it("is refused when the history ends before the pin was written", async () => {
    const { lane, createHash, seq } = home.state;
    const later = await pinOf(home, paperPin(seed, lane, createHash), seq + 1);
    await expect(ask(home, later)).rejects.toMatchObject({ code: "vault.recovery_unproven" });
  });

  it("is refused to a key that the household does not know", async () => {
    const other = random(32);
    const keys = { seed: other, paper: await deviceFromSeed(other) };
    await expect(ask(home, undefined, keys)).rejects.toMatchObject({ code: "vault.unknown_paper_key" });
  });

  async function ask(from: Home, pin: Uint8Array | undefined, key: PaperKey = { seed, paper }) {
    const { lane, createHash } = from.state;
    await rememberMembership(database, { lane, createHash, isPaperChecked: true, recordsCursor: 0 });
    await createIdentity(database, random);
    const boxes = (entry: SignedEntry) => boxesFor(entry, paper);
    const server = new MemoryServer(boxes, [...from.entries], pin === undefined ? [] : [pin]);
    joined = from;
    return { server, proposal: await askForRecovery(depsFor(server, key.paper), key, device) };
  }

  function finish(server: MemoryServer): Promise<void> {
    return finishAskedRecovery(depsFor(server), { seed, paper }, device);
  }

  function depsFor(server: MemoryServer, actor = paper): RecoverDeps {
    const { ledger } = partsFor(server, actor);
    return { server, ledger, making: (by) => ({ actor: by, random, nowMs }) };
  }

  function partsFor(server: MemoryServer, as: DeviceSecrets) {
    const { lane, createHash } = joined.state;
    const clocks = { nowMs: () => nowMs, monotonicMs: () => 0 };
    const membership = { lane, createHash, isPaperChecked: true, recordsCursor: 0 };
    return historyParts({ database, device: as, server, random, ...clocks }, membership);
  }

  function stateOf(server: MemoryServer): LedgerState {
    const last = server.entries.at(-1);
    if (last === undefined) throw new Error("a household has an entry");
    return last.state;
  }

  async function foundHome(): Promise<Home> {
    const owner = await deviceFromSeed(random(32));
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    const created = await createHousehold(making);
    const { state, keyring } = created;
    const added = await addDevice(making, { state, keyring, keys: paper.publicKeys, role: "paper" });
    return { owner, entries: [created, added], state: added.state, keyring };
  }

  function pinOf(from: Home, pin = paperPin(seed, from.state.lane, from.state.createHash), seq = 1) {
    const to = { kind: "device", device: paper.id, pk: paper.publicKeys.hpke } as const;
    const content = { kind: "paper-pin", pin, seq } as const;
    const [author, { lane }, id] = [from.owner, from.state, paper.id];
    return sealRecord({ author, lane, id, version: 1, to, content, atMs: TEST_NOW_MS });
  }
});
