// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every witness store promises. Each adapter runs this. */
import { describe, expect, it } from "vitest";
import { encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import type { WitnessedHead, WitnessStore } from "../witness/witness-store.ts";

/** `reopen` gives another process's view of the same store. */
export type OpenWitnessStore = () => Promise<
  AsyncDisposable & Readonly<{ store: WitnessStore; reopen: () => Promise<WitnessStore> }>
>;

const head = (size: number, timeSeconds = 1000, name = "a"): WitnessedHead => ({
  size,
  root: sha256(encodeUtf8(`${name}${String(size)}`)),
  timeSeconds,
});
const LOG = "log.example/one";
const STRANGE = "../../a log with spaces, + and \u2603";

export function witnessStoreContract(name: string, open: OpenWitnessStore): void {
  describe(`${name} keeps the promises of a witness store`, () => {
    it("knows nothing of a log that was never cosigned", async () => {
      await using opened = await open();
      expect(await opened.store.readHead(LOG)).toBeUndefined();
      expect(await opened.store.swapHead(LOG, head(1), head(2))).toBe(false);
      expect(await opened.store.readHead(LOG)).toBeUndefined();
    });

    it("remembers a head for whoever opens it next", async () => {
      await using opened = await open();
      expect(await opened.store.swapHead(LOG, undefined, head(5, 1234))).toBe(true);
      expect(await (await opened.reopen()).readHead(LOG)).toEqual(head(5, 1234));
      expect(await (await opened.reopen()).swapHead(LOG, head(5, 1234), head(7, 1235))).toBe(true);
      expect(await opened.store.readHead(LOG)).toEqual(head(7, 1235));
    });

    it("keeps logs apart, whatever they are called", async () => {
      await using opened = await open();
      await opened.store.swapHead(LOG, undefined, head(5));
      expect(await opened.store.readHead(STRANGE)).toBeUndefined();
      expect(await opened.store.swapHead(STRANGE, undefined, head(6))).toBe(true);
      expect(await opened.store.readHead(LOG)).toEqual(head(5));
      expect(await opened.store.readHead(STRANGE)).toEqual(head(6));
    });

    it("refuses to start a log again that it knows", async () => {
      await using opened = await open();
      await opened.store.swapHead(LOG, undefined, head(5));
      expect(await opened.store.swapHead(LOG, undefined, head(0))).toBe(false);
      expect(await opened.store.readHead(LOG)).toEqual(head(5));
    });

    it("swaps only from exactly what it holds: size, root and time", async () => {
      await using opened = await open();
      await opened.store.swapHead(LOG, undefined, head(5, 1000));
      for (const from of [head(4, 1000), head(5, 999), head(5, 1000, "b"), head(6, 1000)]) {
        expect(await opened.store.swapHead(LOG, from, head(9, 2000))).toBe(false);
      }
      expect(await opened.store.readHead(LOG)).toEqual(head(5, 1000));
    });

    it("takes a later time for the same tree", async () => {
      await using opened = await open();
      await opened.store.swapHead(LOG, undefined, head(0, 1));
      expect(await opened.store.swapHead(LOG, head(0, 1), head(0, 2))).toBe(true);
      expect(await opened.store.readHead(LOG)).toEqual(head(0, 2));
    });

    it("lets exactly one of many swap the same head, also the first", async () => {
      await using opened = await open();
      const others = await Promise.all(Array.from({ length: 8 }, () => opened.reopen()));
      for (let size = 1; size < 5; size += 1) {
        const from = await opened.store.readHead(LOG);
        const won = await Promise.all(others.map((store, i) => store.swapHead(LOG, from, head(size, 1000, String(i)))));
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(await opened.store.readHead(LOG)).toEqual(head(size, 1000, String(won.indexOf(true))));
      }
    });
  });
}
