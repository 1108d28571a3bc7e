// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { createMemoryLogStore } from "../memory/memory-stores.ts";
import { openSmallLog, SMALL_LOG_ORIGIN, smallLogLeaf, smallLogSigner } from "@nightlatch/testkit";
import { equalHeads } from "../merkle/tree-head.ts";
import { verifyConsistency } from "../merkle/verify-proof.ts";
import { openCheckpoint } from "../notes/open-checkpoint.ts";
import { openTiles } from "../tiles/verified-tiles.ts";
import { fsck } from "./fsck.ts";
import type { LogStore } from "./log-store.ts";
import { openSequencer, type Sequencer } from "./sequencer.ts";

const signers = [smallLogSigner()];
const keys = signers.map(({ key }) => key);
const open = (store: LogStore): Promise<Sequencer> => openSequencer({ store, origin: SMALL_LOG_ORIGIN, signers });

describe("a sequencer", () => {
  it("publishes the empty tree of a new log", async () => {
    const { store, sequencer } = await openSmallLog(0);
    const published = openCheckpoint((await store.read("checkpoint")) ?? new Uint8Array(), keys);
    expect(published.checkpoint).toMatchObject({ origin: SMALL_LOG_ORIGIN, size: 0, extensions: [] });
    expect(published.bytes).toEqual(sequencer.checkpoint());
  });

  it("gives each leaf its index, in the order of the calls", async () => {
    const { sequencer } = await openSmallLog(0);
    const indexes = await Promise.all([0, 1, 2, 3].map((i) => sequencer.append(smallLogLeaf(i))));
    expect(indexes).toEqual([0, 1, 2, 3]);
    expect(await sequencer.append(smallLogLeaf(4))).toBe(4);
  });

  it.each([1, 2, 255, 256, 257, 511, 512, 700])("keeps a log of %i leaves whole", async (size) => {
    const { store, leaves, sequencer } = await openSmallLog(size);
    expect(await fsck(store, keys)).toMatchObject({ kind: "whole", checkpoint: { checkpoint: { size } } });
    const tiles = await openTiles(sequencer.head(), store);
    const read = await Array.fromAsync(tiles.leaves());
    expect(read.flatMap((bundle) => bundle.leaves)).toEqual(leaves);
  });

  it("answers only when a published checkpoint covers the leaf", async () => {
    const { store, sequencer } = await openSmallLog(0);
    for (let i = 0; i < 5; i += 1) {
      const index = await sequencer.append(smallLogLeaf(i));
      const { checkpoint } = openCheckpoint((await store.read("checkpoint")) ?? new Uint8Array(), keys);
      expect(checkpoint.size).toBeGreaterThan(index);
    }
  });

  it("signs no checkpoint before everything that it names is stored", async () => {
    const inner = createMemoryLogStore();
    const wholeAtPublishing: string[] = [];
    const store: LogStore = {
      ...inner,
      publish: async (size, bytes) => {
        await inner.publish(size, bytes);
        wholeAtPublishing.push((await fsck(inner, keys)).kind);
      },
    };
    const sequencer = await open(store);
    for (const size of [1, 300, 1]) {
      await Promise.all(Array.from({ length: size }, (_, i) => sequencer.append(smallLogLeaf(i))));
    }
    expect(new Set(wholeAtPublishing)).toEqual(new Set(["whole"]));
    expect(wholeAtPublishing).toHaveLength(4);
  });

  it("goes on after a restart where it was, at any size", async () => {
    const store = createMemoryLogStore();
    let size = 0;
    for (const added of [1, 254, 1, 1, 255, 600, 3]) {
      const sequencer = await open(store);
      expect(sequencer.head().size).toBe(size);
      await Promise.all(Array.from({ length: added }, (_, i) => sequencer.append(smallLogLeaf(size + i))));
      size += added;
      await sequencer.close();
    }
    expect(await fsck(store, keys)).toMatchObject({ kind: "whole", checkpoint: { checkpoint: { size } } });
  });

  it("grows each published tree out of the one before", async () => {
    const { store, sequencer } = await openSmallLog(0);
    const heads = [sequencer.head()];
    for (const added of [1, 2, 253, 1, 300]) {
      await Promise.all(Array.from({ length: added }, (_, i) => sequencer.append(smallLogLeaf(i))));
      heads.push(sequencer.head());
    }
    for (const newer of heads) {
      const tiles = await openTiles(newer, store);
      for (const older of heads.filter(({ size }) => size <= newer.size)) {
        const proof = await tiles.consistencyProof(older.size);
        expect(() => {
          verifyConsistency(older, newer, proof);
        }).not.toThrow();
      }
    }
  });

  it("drops partial pieces when the full one is there, and staged leaves at once", async () => {
    const { store, sequencer } = await openSmallLog(10);
    await Promise.all(Array.from({ length: 250 }, (_, i) => sequencer.append(smallLogLeaf(i))));
    await sequencer.close();
    expect([...store.objects.keys()].sort()).toEqual([
      "tile/0/000",
      "tile/0/001.p/4",
      "tile/1/000.p/1",
      "tile/entries/000",
      "tile/entries/001.p/4",
    ]);
  });

  it("keeps a leaf as it was when it was appended", async () => {
    const { store, sequencer } = await openSmallLog(0);
    const leaf = smallLogLeaf(1);
    const appended = sequencer.append(leaf);
    leaf.fill(0);
    await appended;
    expect(await (await openTiles(sequencer.head(), store)).leaf(0)).toEqual(smallLogLeaf(1));
  });

  it("refuses a leaf that no bundle can hold, and takes the longest that one can", async () => {
    const { sequencer } = await openSmallLog(0);
    await expect(sequencer.append(new Uint8Array(65_536))).rejects.toMatchObject({ code: "transparency.too_large" });
    expect(await sequencer.append(new Uint8Array(65_535))).toBe(0);
    expect(await sequencer.append(new Uint8Array())).toBe(1);
  });

  it("refuses more leaves than may wait, and goes on with those that do", async () => {
    const { sequencer } = await openSmallLog(0);
    const waiting = Array.from({ length: 65_536 }, () => sequencer.append(Uint8Array.of(1)));
    await expect(sequencer.append(Uint8Array.of(1))).rejects.toMatchObject({ code: "transparency.busy" });
    expect((await Promise.all(waiting)).at(-1)).toBe(65_535);
  });

  it("refuses leaves after it was closed, and finishes those before", async () => {
    const { sequencer } = await openSmallLog(0);
    const appended = sequencer.append(smallLogLeaf(0));
    await sequencer.close();
    expect(await appended).toBe(0);
    await expect(sequencer.append(smallLogLeaf(1))).rejects.toMatchObject({ code: "transparency.stopped" });
  });

  it("signs with keys in the log's name alone", async () => {
    const store = createMemoryLogStore();
    for (const wrong of [[], [smallLogSigner("another.example")]]) {
      const opened = openSequencer({ store, origin: SMALL_LOG_ORIGIN, signers: wrong });
      await expect(opened).rejects.toMatchObject({ code: "transparency.wrong_log" });
    }
  });
});

describe("two sequencers on one store", () => {
  it("the second one to write is refused, and stays stopped", async () => {
    const { store, sequencer: first } = await openSmallLog(3);
    const second = await open(store);
    await first.append(smallLogLeaf(3));
    await expect(second.append(smallLogLeaf(4))).rejects.toMatchObject({ code: "transparency.not_the_writer" });
    await expect(second.append(smallLogLeaf(5))).rejects.toMatchObject({ code: "transparency.stopped" });
    expect(await first.append(smallLogLeaf(6))).toBe(4);
    expect(await fsck(store, keys)).toMatchObject({ kind: "whole", checkpoint: { checkpoint: { size: 5 } } });
  });

  it("one wins when both write at once, and no two trees of a size are published", async () => {
    const inner = createMemoryLogStore();
    const published = new Map<number, Uint8Array>();
    const store: LogStore = {
      ...inner,
      publish: (size, bytes) => {
        expect(published.get(size) ?? bytes).toEqual(bytes);
        published.set(size, bytes);
        return inner.publish(size, bytes);
      },
    };
    const both = [await open(store), await open(store)];
    const answers = await Promise.allSettled(both.map((sequencer, i) => sequencer.append(smallLogLeaf(i))));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await fsck(store, keys)).toMatchObject({ kind: "whole", checkpoint: { checkpoint: { size: 1 } } });
  });
});

describe("a store that fails", () => {
  type Step = "put" | "swapHead" | "publish" | "remove";
  const steps: readonly Step[] = ["put", "swapHead", "put", "publish", "remove", "remove", "remove"];

  it.each(steps.map((step, i) => ({ step, i })))(
    "before step $i ($step): nothing that was answered is lost",
    async ({ i }) => {
      await crashAt(i, "before");
    },
  );

  it.each(steps.map((step, i) => ({ step, i })))(
    "after step $i ($step): nothing that was answered is lost",
    async ({ i }) => {
      await crashAt(i, "after");
    },
  );

  /** A log of 250 leaves takes 10 more, so that pieces become full, and the store fails at one step of that. */
  async function crashAt(failing: number, when: "before" | "after"): Promise<void> {
    const { store: inner, sequencer: first } = await openSmallLog(250);
    await first.close();
    let step = -1;
    const seen: Step[] = [];
    const fail = async <T>(name: Step, work: () => Promise<T>): Promise<T> => {
      step += 1;
      seen.push(name);
      if (step === failing && when === "before") throw new Error("the power is gone");
      const result = await work();
      if (step === failing) throw new Error("the power is gone");
      return result;
    };
    let isArmed = false;
    const armed = <T>(name: Step, work: () => Promise<T>) => (isArmed ? fail(name, work) : work());
    const published: Uint8Array[] = [];
    const store: LogStore = {
      ...inner,
      put: (objects) => armed("put", () => inner.put(objects)),
      swapHead: (from, to) => armed("swapHead", () => inner.swapHead(from, to)),
      remove: (prefix) => armed("remove", () => inner.remove(prefix)),
      publish: (size, bytes) => {
        published.push(bytes);
        return armed("publish", () => inner.publish(size, bytes));
      },
    };
    const dying = await open(store);
    isArmed = true;
    const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, j) => dying.append(smallLogLeaf(250 + j))));
    await dying.close();
    expect(seen).toEqual(steps.slice(0, failing + 1));
    const answered = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    expect(answered.length).toBe(failing >= 4 ? 10 : 0);
    await expect(dying.append(smallLogLeaf(0))).rejects.toMatchObject({ code: "transparency.stopped" });

    const next = await open(inner);
    const tiles = await openTiles(next.head(), inner);
    for (const [j, index] of answered.entries()) expect(await tiles.leaf(index)).toEqual(smallLogLeaf(250 + j));
    for (const bytes of published) {
      const { checkpoint } = openCheckpoint(bytes, keys);
      expect(equalHeads(await tiles.headAt(checkpoint.size), checkpoint)).toBe(true);
    }
    expect(await next.append(smallLogLeaf(999))).toBe(next.head().size - 1);
    expect(await fsck(inner, keys)).toMatchObject({ kind: "whole" });
  }

  it("takes leaves in again that were staged in larger portions before", async () => {
    const { store: inner, sequencer } = await openSmallLog(3);
    await sequencer.close();
    const interrupted: LogStore = { ...inner, swapHead: () => Promise.reject(new Error("the power is gone")) };
    const dying = await open(interrupted);
    await Promise.allSettled([dying.append(smallLogLeaf(3)), dying.append(smallLogLeaf(4))]);
    const next = await open(inner);
    await next.append(smallLogLeaf(3));
    expect(await next.append(smallLogLeaf(4))).toBe(4);
    expect(await fsck(inner, keys)).toMatchObject({ kind: "whole", checkpoint: { checkpoint: { size: 5 } } });
  });
});
