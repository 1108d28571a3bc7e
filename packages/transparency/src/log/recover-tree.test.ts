// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { MemoryLogStore } from "../memory/memory-stores.ts";
import { openSmallLog, SMALL_LOG_ORIGIN, smallLogLeaf, smallLogSigner } from "@nightlatch/testkit";
import { EMPTY_TREE } from "../merkle/tree-head.ts";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { createLogSigner } from "../notes/signing.ts";
import type { LogStore } from "./log-store.ts";
import { openSequencer } from "./sequencer.ts";
import { encodeStaged, stagedPath } from "./staged-batch.ts";

const signers = [smallLogSigner()];
const open = (store: LogStore) => openSequencer({ store, origin: SMALL_LOG_ORIGIN, signers });
const CONTRADICTS = { code: "transparency.store_contradicts" };

/** 70,000 leaves would do as well; 600 have a full and a partial piece on two levels. */
async function closedLog(size = 600): Promise<MemoryLogStore> {
  const { store, sequencer } = await openSmallLog(size);
  await sequencer.close();
  return store;
}

describe("a store that contradicts itself is not opened", () => {
  it.each(["tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/002.p/88"])("%s is missing", async (path) => {
    const store = await closedLog();
    store.objects.delete(path);
    await expect(open(store)).rejects.toMatchObject(CONTRADICTS);
  });

  it.each(["tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/002.p/88"])("%s is changed", async (path) => {
    const store = await closedLog();
    const bytes = store.objects.get(path) ?? new Uint8Array();
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await expect(open(store)).rejects.toMatchObject(CONTRADICTS);
  });

  it("its head was put back to an earlier one", async () => {
    const store = await closedLog(3);
    const turnedBack: LogStore = { ...store, readHead: () => Promise.resolve(EMPTY_TREE) };
    await expect(open(turnedBack)).rejects.toMatchObject(CONTRADICTS);
  });

  it("its head is of another tree of that size", async () => {
    const [store, other] = [await closedLog(3), await openSmallLog(3, "fork")];
    const head = await other.store.readHead();
    await expect(open({ ...store, readHead: () => Promise.resolve(head) })).rejects.toMatchObject(CONTRADICTS);
  });

  it("a whole other log lies under its published checkpoint", async () => {
    const [{ sequencer }, other] = [await openSmallLog(3), await closedLog(5)];
    const mixed: LogStore = {
      ...other,
      read: (path) => (path === "checkpoint" ? Promise.resolve(sequencer.checkpoint()) : other.read(path)),
    };
    // Size 3 of both logs is the same tree: then it is one log that has grown.
    await expect(open(mixed)).resolves.toBeDefined();
    const fork = await openSmallLog(3, "fork");
    const forked: LogStore = {
      ...other,
      read: (path) => (path === "checkpoint" ? Promise.resolve(fork.sequencer.checkpoint()) : other.read(path)),
    };
    await expect(open(forked)).rejects.toMatchObject(CONTRADICTS);
  });

  it("its published checkpoint is larger than its head", async () => {
    const [{ sequencer }, smaller] = [await openSmallLog(9), await closedLog(3)];
    const mixed: LogStore = {
      ...smaller,
      read: (path) => (path === "checkpoint" ? Promise.resolve(sequencer.checkpoint()) : smaller.read(path)),
    };
    await expect(open(mixed)).rejects.toMatchObject(CONTRADICTS);
  });

  it.each([
    ["is not a note", new Uint8Array([1, 2, 3])],
    ["is empty", new Uint8Array()],
  ])("its published checkpoint %s", async (_, bytes) => {
    const store = await closedLog(3);
    const changed: LogStore = {
      ...store,
      read: (path) => (path === "checkpoint" ? Promise.resolve(bytes) : store.read(path)),
    };
    await expect(open(changed)).rejects.toMatchObject(CONTRADICTS);
  });

  it("its published checkpoint was signed with another key of that name", async () => {
    const store = await closedLog(3);
    const stranger = createLogSigner(SMALL_LOG_ORIGIN, noteKeyFromSeed(new Uint8Array(32).fill(9)));
    const opened = openSequencer({ store, origin: SMALL_LOG_ORIGIN, signers: [stranger] });
    await expect(opened).rejects.toMatchObject(CONTRADICTS);
  });

  it.each([
    ["are cut off", (bytes: Uint8Array) => bytes.slice(0, -1)],
    ["are too short for a header", () => new Uint8Array(39)],
    ["have something behind them", (bytes: Uint8Array) => Uint8Array.from([...bytes, 0])],
    ["start from a larger tree", (bytes: Uint8Array) => bytes.with(7, 200)],
    ["start from another tree", (bytes: Uint8Array) => bytes.with(9, (bytes[9] ?? 0) ^ 1)],
    ["are others", (bytes: Uint8Array) => bytes.with(-1, (bytes.at(-1) ?? 0) ^ 1)],
  ])("its staged leaves %s", async (_, damage) => {
    const { store, sequencer } = await openSmallLog(4);
    const larger = await openSmallLog(6);
    const [from, to] = [sequencer.head(), larger.sequencer.head()];
    await sequencer.close();
    const staged = encodeStaged({ from, leaves: [smallLogLeaf(4), smallLogLeaf(5)] });
    await store.put([{ path: stagedPath(to), bytes: damage(staged) }]);
    await store.swapHead(from, to);
    await expect(open(store)).rejects.toMatchObject(CONTRADICTS);
  });

  it("a piece that the staged leaves lead to holds other bytes", async () => {
    const { store, sequencer } = await openSmallLog(4);
    const larger = await openSmallLog(6);
    const [from, to] = [sequencer.head(), larger.sequencer.head()];
    await sequencer.close();
    await store.put([
      { path: stagedPath(to), bytes: encodeStaged({ from, leaves: [smallLogLeaf(4), smallLogLeaf(5)] }) },
      { path: "tile/0/000.p/6", bytes: new Uint8Array(192) },
    ]);
    await store.swapHead(from, to);
    await expect(open(store)).rejects.toMatchObject(CONTRADICTS);
  });
});
