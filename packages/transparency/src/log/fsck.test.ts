// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, it } from "vitest";
import type { MemoryLogStore } from "../memory/memory-stores.ts";
import { openSmallLog, smallLogSigner } from "@nightlatch/testkit";
import type { TileSource } from "../tiles/tile-source.ts";
import { fsck } from "./fsck.ts";

const keys = [smallLogSigner().key];
/** A full tile above full tiles, and a partial one on every level. */
const SIZE = 66_100;
let store: MemoryLogStore;

beforeAll(async () => {
  const log = await openSmallLog(SIZE);
  await log.sequencer.close();
  store = log.store;
});

/** The same log with one piece replaced, or missing. */
function damaged(at: string, damage: (bytes: Uint8Array) => Uint8Array | undefined): TileSource {
  return {
    read: async (path) => {
      const bytes = await store.read(path);
      return path === at && bytes !== undefined ? damage(bytes) : bytes;
    },
  };
}

const PIECES = [
  "tile/0/000",
  "tile/0/100",
  "tile/0/258.p/52",
  "tile/1/000",
  "tile/1/001.p/2",
  "tile/2/000.p/1",
  "tile/entries/000",
  "tile/entries/257",
  "tile/entries/258.p/52",
];

describe("fsck", () => {
  it("proves a whole log", async () => {
    expect(await fsck(store, keys)).toMatchObject({ kind: "whole", checkpoint: { checkpoint: { size: SIZE } } });
  });

  it.each(PIECES)("names %s when a byte of it is changed", async (path) => {
    const source = damaged(path, (bytes) => bytes.with(40, (bytes[40] ?? 0) ^ 1).slice());
    const wide = path.startsWith("tile/2") ? damaged(path, (bytes) => bytes.with(3, (bytes[3] ?? 0) ^ 1)) : source;
    expect(await fsck(wide, keys)).toMatchObject({
      kind: "broken",
      path,
      error: { code: "transparency.tile_invalid" },
    });
  });

  it.each(PIECES)("names %s when it is missing", async (path) => {
    const verdict = await fsck(
      damaged(path, () => undefined),
      keys,
    );
    expect(verdict).toMatchObject({ kind: "broken", path, error: { code: "transparency.tile_missing" } });
  });

  it.each(PIECES)("names %s when it is cut off", async (path) => {
    const verdict = await fsck(
      damaged(path, (bytes) => bytes.slice(0, -1)),
      keys,
    );
    expect(verdict).toMatchObject({ kind: "broken", path, error: { code: "transparency.tile_invalid" } });
  });

  it("names the checkpoint when it is missing, changed, or signed by somebody else", async () => {
    const broken = { kind: "broken", path: "checkpoint" };
    const missing = damaged("checkpoint", () => undefined);
    expect(await fsck(missing, keys)).toMatchObject({ ...broken, error: { code: "transparency.tile_missing" } });
    const changed = damaged("checkpoint", (bytes) => bytes.with(18, 0x31));
    expect(await fsck(changed, keys)).toMatchObject({ ...broken, error: { code: "transparency.bad_signature" } });
    const stranger = [smallLogSigner("another.example").key];
    expect(await fsck(store, stranger)).toMatchObject({ ...broken, error: { code: "transparency.wrong_log" } });
  });

  it("reads full pieces where the partial ones were dropped", async () => {
    const { store: larger, sequencer } = await openSmallLog(300);
    const earlier = sequencer.checkpoint();
    await Promise.all(Array.from({ length: 300 }, () => sequencer.append(Uint8Array.of(1))));
    await sequencer.close();
    const source: TileSource = {
      read: (path) => (path === "checkpoint" ? Promise.resolve(earlier) : larger.read(path)),
    };
    expect(await larger.read("tile/0/001.p/44")).toBeUndefined();
    expect(await fsck(source, keys)).toMatchObject({ kind: "whole", checkpoint: { checkpoint: { size: 300 } } });
  });

  it("passes on what the source throws", async () => {
    const source = { read: () => Promise.reject(new Error("disk")) };
    await expect(fsck(source, keys)).rejects.toThrow("disk");
  });
});
