// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every blob store promises. Each adapter runs this; the power cut itself is tested with real kills. */
import { equalBytes } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import type { BlobStore } from "../ports/blob-store.ts";

export type OpenBlobStore = () => Promise<AsyncDisposable & Readonly<{ store: BlobStore; reopen: () => BlobStore }>>;

export function blobStoreContract(name: string, open: OpenBlobStore): void {
  describe(`${name} keeps the promises of a blob store`, () => {
    it("gives back the bytes that it took, also the empty ones", async () => {
      await using opened = await open();
      const { store } = opened;
      for (const [key, bytes] of [
        ["lane/clip/0-aa", Uint8Array.of(1, 2, 3)],
        ["lane/clip/1-bb", new Uint8Array()],
        ["lane/other/0-cc", new Uint8Array(3_000_000).fill(7)],
      ] as const) {
        await store.put(key, bytes);
        expect(equalBytes((await store.find(key)) ?? Uint8Array.of(99), bytes)).toBe(true);
      }
    });

    it("keeps them for the next one who opens it", async () => {
      await using opened = await open();
      await opened.store.put("lane/clip/0-aa", Uint8Array.of(1));
      expect(await opened.reopen().find("lane/clip/0-aa")).toEqual(Uint8Array.of(1));
    });

    it("finds nothing under a key that was never put, nor under a part of one", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.put("lane/clip/0-aa", Uint8Array.of(1));
      for (const key of ["lane/clip/0-ab", "lane/clip/0-a", "other/clip/0-aa"]) {
        expect(await store.find(key)).toBeUndefined();
      }
    });

    it("takes the same object again, also at the same time", async () => {
      await using opened = await open();
      const { store } = opened;
      const bytes = new Uint8Array(100_000).fill(9);
      await Promise.all([1, 2, 3, 4].map(() => store.put("lane/clip/0-aa", bytes)));
      await store.put("lane/clip/0-aa", bytes);
      expect(equalBytes((await store.find("lane/clip/0-aa")) ?? new Uint8Array(), bytes)).toBe(true);
    });

    it("holds its own copy: later changes of the caller's array do not reach it", async () => {
      await using opened = await open();
      const bytes = Uint8Array.of(1, 2);
      await opened.store.put("lane/clip/0-aa", bytes);
      bytes.fill(0);
      expect(await opened.store.find("lane/clip/0-aa")).toEqual(Uint8Array.of(1, 2));
    });

    it("removes what is under a prefix and nothing that only begins like it", async () => {
      await using opened = await open();
      const { store } = opened;
      for (const key of ["lane/clip/0-aa", "lane/clip/1-bb", "lane/clip2/0-aa", "lane2/clip/0-aa"]) {
        await store.put(key, Uint8Array.of(1));
      }
      await store.removeAll("lane/clip");
      expect(await store.find("lane/clip/0-aa")).toBeUndefined();
      expect(await store.find("lane/clip/1-bb")).toBeUndefined();
      expect(await store.find("lane/clip2/0-aa")).toBeDefined();
      expect(await store.find("lane2/clip/0-aa")).toBeDefined();
    });

    it("removes what is not there, and takes new objects where it removed", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.removeAll("lane/clip");
      await store.put("lane/clip/0-aa", Uint8Array.of(1));
      await store.removeAll("lane/clip");
      await store.put("lane/clip/0-bb", Uint8Array.of(2));
      expect(await store.find("lane/clip/0-aa")).toBeUndefined();
      expect(await store.find("lane/clip/0-bb")).toEqual(Uint8Array.of(2));
    });

    it("is healthy while it can store", async () => {
      await using opened = await open();
      expect(await opened.store.isHealthy()).toBe(true);
    });
  });
}
