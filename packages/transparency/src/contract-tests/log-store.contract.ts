// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every log store promises. Each adapter runs this; crashes are tested with real kills. */
import { describe, expect, it } from "vitest";
import { encodeUtf8, equalBytes } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import type { LogStore } from "../log/log-store.ts";
import { EMPTY_TREE, equalHeads, type TreeHead } from "../merkle/tree-head.ts";

/** `reopen` gives another process's view of the same store. */
export type OpenLogStore = () => Promise<
  AsyncDisposable & Readonly<{ store: LogStore; reopen: () => Promise<LogStore> }>
>;

const head = (size: number, name = "a"): TreeHead => ({ size, root: sha256(encodeUtf8(`${name}${String(size)}`)) });

export function logStoreContract(name: string, open: OpenLogStore): void {
  describe(`${name} keeps the promises of a log store`, () => {
    it("gives back what it took, for whoever opens it next", async () => {
      await using opened = await open();
      const objects = [
        { path: "tile/0/000.p/3", bytes: new Uint8Array(96).fill(1) },
        { path: "tile/0/x001/067", bytes: new Uint8Array(8192).fill(2) },
        { path: "tile/entries/000.p/3", bytes: new Uint8Array() },
        { path: "staging/3-abc", bytes: new Uint8Array(3_000_000).fill(3) },
      ];
      expect(await opened.store.put(objects)).toEqual([]);
      const other = await opened.reopen();
      for (const { path, bytes } of objects) {
        expect(equalBytes((await other.read(path)) ?? Uint8Array.of(9), bytes), path).toBe(true);
      }
    });

    it("finds nothing where nothing was put, nor at a part of a path", async () => {
      await using opened = await open();
      await opened.store.put([{ path: "tile/0/x001/067.p/3", bytes: Uint8Array.of(1) }]);
      for (const path of [
        "tile/0/x001/067",
        "tile/0/x001",
        "tile/0/x001/067.p/4",
        "tile/0/x001/067.p/30",
        "checkpoint",
      ]) {
        expect(await opened.store.read(path), path).toBeUndefined();
      }
    });

    it("gives nothing for a path that leads elsewhere", async () => {
      await using opened = await open();
      for (const path of ["../secret", "tile/../../secret", "/etc/hostname", "tile//0", "head/0", "scratch/a", ""]) {
        expect(await opened.store.read(path), path).toBeUndefined();
      }
    });

    it("never changes an object, and names those that hold other bytes", async () => {
      await using opened = await open();
      await opened.store.put([{ path: "tile/0/000", bytes: Uint8Array.of(1) }]);
      const again = [
        { path: "tile/0/000", bytes: Uint8Array.of(2) },
        { path: "tile/0/001", bytes: Uint8Array.of(3) },
      ];
      expect(await opened.store.put(again)).toEqual(["tile/0/000"]);
      expect(await opened.store.read("tile/0/000")).toEqual(Uint8Array.of(1));
      expect(await opened.store.read("tile/0/001")).toEqual(Uint8Array.of(3));
    });

    it("takes the same object again, also at the same time", async () => {
      await using opened = await open();
      const object = { path: "tile/1/000.p/1", bytes: new Uint8Array(32).fill(4) };
      const other = await opened.reopen();
      const answers = await Promise.all([opened.store, other, opened.store, other].map((store) => store.put([object])));
      expect(answers).toEqual([[], [], [], []]);
    });

    it("lets one of two put an object, when both put other bytes at once", async () => {
      await using opened = await open();
      const other = await opened.reopen();
      const path = "tile/0/000.p/9";
      const [first, second] = await Promise.all([
        opened.store.put([{ path, bytes: Uint8Array.of(1) }]),
        other.put([{ path, bytes: Uint8Array.of(2) }]),
      ]);
      expect([...first, ...second]).toEqual([path]);
      expect(await other.read(path)).toEqual(Uint8Array.of(first.length === 0 ? 1 : 2));
    });

    it("removes what begins with a prefix and nothing else", async () => {
      await using opened = await open();
      const { store } = opened;
      const bytes = Uint8Array.of(1);
      const paths = [
        "tile/0/000",
        "tile/0/000.p/1",
        "tile/0/000.p/200",
        "tile/0/001.p/1",
        "staging/1-a",
        "staging/2-a",
      ];
      await store.put(paths.map((path) => ({ path, bytes })));
      for (const prefix of ["tile/0/000.p/", "staging/1-a", "tile/7/000.p/", "staging/none"])
        await store.remove(prefix);
      const left = await Promise.all(paths.map(async (path) => ((await store.read(path)) === undefined ? [] : [path])));
      expect(left.flat()).toEqual(["tile/0/000", "tile/0/001.p/1", "staging/2-a"]);
    });

    it("takes an object again after it was removed", async () => {
      await using opened = await open();
      const object = { path: "tile/0/000.p/1", bytes: Uint8Array.of(1) };
      await opened.store.put([object]);
      await opened.store.remove("tile/0/000.p/");
      expect(await opened.store.put([object])).toEqual([]);
      expect(await opened.store.read(object.path)).toEqual(object.bytes);
    });

    it("begins with the empty tree as its head", async () => {
      await using opened = await open();
      expect(equalHeads(await opened.store.readHead(), EMPTY_TREE)).toBe(true);
    });

    it("swaps the head for whoever opens it next, and only from what it is", async () => {
      await using opened = await open();
      expect(await opened.store.swapHead(EMPTY_TREE, head(5))).toBe(true);
      const other = await opened.reopen();
      expect(equalHeads(await other.readHead(), head(5))).toBe(true);
      for (const from of [EMPTY_TREE, head(4), head(5, "b")]) expect(await other.swapHead(from, head(9))).toBe(false);
      expect(equalHeads(await opened.store.readHead(), head(5))).toBe(true);
    });

    it("lets exactly one of many swap the same head", async () => {
      await using opened = await open();
      const others = await Promise.all(Array.from({ length: 8 }, () => opened.reopen()));
      for (let size = 0; size < 5; size += 1) {
        const from = await opened.store.readHead();
        const won = await Promise.all(
          others.map((store, i) => store.swapHead(from, head(size + 1, `by ${String(i)} `))),
        );
        expect(won.filter(Boolean)).toHaveLength(1);
        const winner = head(size + 1, `by ${String(won.indexOf(true))} `);
        expect(equalHeads(await opened.store.readHead(), winner)).toBe(true);
      }
    });

    it("publishes a larger checkpoint and one of the same size, and keeps it before a smaller one", async () => {
      await using opened = await open();
      const { store } = opened;
      const read = async () => (await (await opened.reopen()).read("checkpoint"))?.[0];
      for (const [size, mark, seen] of [
        [0, 1, 1],
        [9, 2, 2],
        [10, 3, 3],
        [10, 4, 4],
        [9, 5, 4],
        [2 ** 52, 6, 6],
        [100, 7, 6],
      ] as const) {
        await store.publish(size, Uint8Array.of(mark));
        expect(await read()).toBe(seen);
      }
    });

    it("always has a checkpoint to read while one follows the other", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.publish(0, Uint8Array.of(0));
      const publishing = (async () => {
        for (let size = 1; size <= 30; size += 1) await store.publish(size, Uint8Array.of(size));
        return "done" as const;
      })();
      let last = 0;
      for (let state: string | undefined; state === undefined;) {
        const seen = (await store.read("checkpoint"))?.[0] ?? -1;
        expect(seen).toBeGreaterThanOrEqual(last);
        last = seen;
        state = await Promise.race([publishing, Promise.resolve(undefined)]);
      }
      expect((await store.read("checkpoint"))?.[0]).toBe(30);
    });
  });
}
