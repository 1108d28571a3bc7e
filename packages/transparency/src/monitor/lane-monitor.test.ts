// SPDX-License-Identifier: AGPL-3.0-or-later
import { ByteReader, concatBytes, encodeHex } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { openSmallLog, smallLogSigner } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../policy/parse-policy.ts";
import { openTiles, type VerifiedTiles } from "../tiles/verified-tiles.ts";
import type { LaneFault } from "./judge-leaf.ts";
import { buildLaneEvidence, verifyLaneEvidence } from "./lane-evidence.ts";
import { createMemoryLaneIndex, type LaneIndex } from "./lane-index.ts";
import type { LaneLeaf, ParseLaneLeaves } from "./lane-leaf.ts";
import { createLaneMonitor } from "./lane-monitor.ts";

/** A small application's leaf: lane, slot, prev, key, next, and a mark that stands for a signature. */
type Plan = Readonly<{ lane: number; slot: number; prev: Uint8Array; key: number; next: number; signed?: boolean }>;
const SIGNED = 1;
const LEAF_BYTES = 2 + 32 + 2 + 1;
const NONE = new Uint8Array(32);
const POLICY = parsePolicy(`log ${smallLogSigner().vkey}\nquorum none\n`);

function leafOf({ lane, slot, prev, key, next, signed = true }: Plan): Uint8Array {
  return concatBytes(Uint8Array.of(lane, slot), prev, Uint8Array.of(key, next, signed ? SIGNED : 0));
}

const parse: ParseLaneLeaves = (leaves) => Promise.resolve(leaves.map(parseOne));

function parseOne(bytes: Uint8Array): LaneLeaf | undefined {
  if (bytes.length !== LEAF_BYTES) return undefined;
  const reader = new ByteReader(bytes);
  const [lane, slot, prev, key, next] = [reader.u8(), reader.u8(), reader.take(32), reader.take(1), reader.take(1)];
  const mark = reader.u8();
  return { lane: `lane ${String(lane)}`, slot, prev, hash: sha256(bytes), key, next, isSigned: mark === SIGNED };
}

/** `count` leaves in order, with keys that change. */
function lane(id: number, count: number): Uint8Array[] {
  const leaves: Uint8Array[] = [];
  for (let slot = 0; slot < count; slot += 1) {
    const before = leaves.at(-1);
    const prev = before === undefined ? NONE : sha256(before);
    leaves.push(leafOf({ lane: id, slot, prev, key: slot, next: slot + 1 }));
  }
  return leaves;
}

async function logOf(
  leaves: readonly Uint8Array[],
): Promise<Readonly<{ tiles: VerifiedTiles; checkpoint: Uint8Array }>> {
  const { store, sequencer } = await openSmallLog(0);
  await Promise.all(leaves.map((leaf) => sequencer.append(leaf)));
  return { tiles: await openTiles(sequencer.head(), store), checkpoint: sequencer.checkpoint() };
}

async function faultsOf(leaves: readonly Uint8Array[], index: LaneIndex = createMemoryLaneIndex()) {
  const { tiles } = await logOf(leaves);
  return Array.fromAsync(createLaneMonitor({ parse, index }).readTo(tiles));
}

const [A0, A1, A2] = lane(1, 3) as [Uint8Array, Uint8Array, Uint8Array];
const [B0, B1] = lane(2, 2) as [Uint8Array, Uint8Array];
const after = (before: Uint8Array, plan: Partial<Plan>): Uint8Array =>
  leafOf({ lane: 1, slot: 1, prev: sha256(before), key: 1, next: 2, ...plan });

describe("a lane monitor", () => {
  it("finds nothing in lanes that are one line each, however they are mixed", async () => {
    expect(await faultsOf([A0, B0, B1, A1, A2])).toEqual([]);
  });

  it("finds nothing in hundreds of lanes over many bundles", async () => {
    const lanes = Array.from({ length: 200 }, (_, id) => lane(id, 4));
    const mixed = [0, 1, 2, 3].flatMap((slot) => lanes.flatMap((one) => one[slot] ?? []));
    expect(await faultsOf(mixed)).toEqual([]);
  });

  const FAULTS: readonly (readonly [string, readonly Uint8Array[], Partial<LaneFault>])[] = [
    ["a second leaf in a slot", [A0, A1, after(A0, { next: 9 })], { kind: "duplicate_slot", index: 2, earlier: 1 }],
    [
      "a second beginning",
      [A0, after(NONE, { slot: 0, prev: NONE, key: 0, next: 7 })],
      { kind: "duplicate_slot", index: 1, earlier: 0 },
    ],
    ["the same leaf twice", [A0, B0, A1, A1], { kind: "duplicate_slot", index: 3, earlier: 2 }],
    ["an older slot again", [A0, A1, A2, A1], { kind: "duplicate_slot", index: 3, earlier: 2 }],
    ["a slot left out", [A0, A2], { kind: "gap", index: 1, earlier: 0 }],
    ["a lane that does not begin at 0", [A1], { kind: "gap", index: 0, earlier: undefined }],
    ["a leaf that continues another one", [A0, after(B0, {})], { kind: "wrong_prev", index: 1, earlier: 0 }],
    ["a key that nobody announced", [A0, after(A0, { key: 5 })], { kind: "wrong_key", index: 1, earlier: 0 }],
    [
      "a signature that does not hold",
      [A0, after(A0, { signed: false })],
      { kind: "bad_signature", index: 1, earlier: undefined },
    ],
    [
      "a leaf that is none",
      [A0, Uint8Array.of(1, 2, 3)],
      { kind: "malformed", lane: "", index: 1, earlier: undefined },
    ],
  ];

  it.each(FAULTS)("reports %s", async (_, leaves, fault) => {
    const expected = { lane: "lane 1", ...fault };
    expect(await faultsOf(leaves)).toEqual([expected]);
    // Also when the two leaves are in different bundles, and in different runs.
    const filler = Array.from({ length: 300 }, (_, id) => id + 10).flatMap((id) => (id < 256 ? lane(id, 1) : []));
    const spread = [...leaves.slice(0, -1), ...filler, ...filler.slice(0, 0), ...leaves.slice(-1)];
    const shifted = { ...expected, index: spread.length - 1 };
    expect(await faultsOf(spread)).toEqual([shifted]);
  });

  it("does not let a leaf at fault take its lane's place", async () => {
    const forged = after(A0, { signed: false });
    const other = after(A0, { next: 9 });
    expect((await faultsOf([A0, forged, A1, other, A2])).map(({ index }) => index)).toEqual([1, 3]);
  });

  it("goes on where it stopped, and knows the lanes that it read before", async () => {
    const index = createMemoryLaneIndex();
    const { store, sequencer } = await openSmallLog(0);
    const read = async () => {
      const tiles = await openTiles(sequencer.head(), store);
      return Array.fromAsync(createLaneMonitor({ parse, index }).readTo(tiles));
    };
    for (const leaf of [A0, B0]) await sequencer.append(leaf);
    expect(await read()).toEqual([]);
    expect(await index.next()).toBe(2);
    for (const leaf of [A1, after(A0, { next: 9 })]) await sequencer.append(leaf);
    expect(await read()).toEqual([{ kind: "duplicate_slot", lane: "lane 1", index: 3, earlier: 2 }]);
    expect(await read()).toEqual([]);
  });

  it("keeps what it judged and told when a later bundle is held back", async () => {
    const { store, sequencer } = await openSmallLog(0);
    const leaves = [...lane(1, 200), ...lane(2, 200), ...lane(3, 200)].with(7, Uint8Array.of(1));
    await Promise.all(leaves.map((leaf) => sequencer.append(leaf)));
    const withholding = {
      read: (path: string) => (path.startsWith("tile/entries/002") ? Promise.resolve(undefined) : store.read(path)),
    };
    const index = createMemoryLaneIndex();
    const told: number[] = [];
    const read = async () => {
      const tiles = await openTiles(sequencer.head(), withholding);
      for await (const { index: at } of createLaneMonitor({ parse, index }).readTo(tiles)) told.push(at);
    };
    await expect(read()).rejects.toMatchObject({ code: "transparency.tile_missing" });
    // The leaves behind the one that is none do not follow it.
    expect([await index.next(), told.at(0), told.length]).toEqual([512, 7, 193]);
    await expect(read()).rejects.toMatchObject({ code: "transparency.tile_missing" });
    expect([await index.next(), told.length]).toEqual([512, 193]);
  });

  it("does not move past a fault at which its reader stopped", async () => {
    const index = createMemoryLaneIndex();
    const { tiles } = await logOf([...lane(1, 200), ...lane(2, 200), ...lane(2, 1)]);
    for await (const fault of createLaneMonitor({ parse, index }).readTo(tiles)) {
      expect(fault).toMatchObject({ kind: "duplicate_slot", index: 400 });
      break;
    }
    expect(await index.next()).toBe(256);
    expect(await Array.fromAsync(createLaneMonitor({ parse, index }).readTo(tiles))).toHaveLength(1);
  });

  it("moves every few bundles, so that who dies in a long log reads little again", async () => {
    const moves: number[] = [];
    const inner = createMemoryLaneIndex();
    const index: LaneIndex = {
      ...inner,
      advance: (next, changed) => {
        moves.push(next);
        return inner.advance(next, changed);
      },
    };
    const lanes = Array.from({ length: 50 }, (_, id) => lane(id, 200));
    expect(await faultsOf(lanes.flat(), index)).toEqual([]);
    expect(moves).toEqual([2048, 4096, 6144, 8192, 10_000]);
  });

  it("reports a bundle's faults again when it died before it moved on", async () => {
    const inner = createMemoryLaneIndex();
    const dying: LaneIndex = { ...inner, advance: () => Promise.reject(new Error("disk")) };
    await expect(faultsOf([A0, A0], dying)).rejects.toThrow("disk");
    expect(await faultsOf([A0, A0], inner)).toHaveLength(1);
  });

  describe("as evidence", () => {
    it.each(FAULTS.filter(([, , { kind }]) => kind !== "gap"))(
      "shows %s to who was not there",
      async (_, leaves, fault) => {
        const { tiles, checkpoint } = await logOf(leaves);
        const [found] = await Array.fromAsync(
          createLaneMonitor({ parse, index: createMemoryLaneIndex() }).readTo(tiles),
        );
        if (found === undefined) throw new Error("no fault");
        const files = await buildLaneEvidence(found, tiles, checkpoint);
        expect(files).toHaveLength(fault.earlier === undefined ? 1 : 2);
        expect(await verifyLaneEvidence(files, parse, POLICY)).toEqual(found);
      },
    );

    it("proves nothing about leaves that are in order, in the wrong order, alone, or of two lanes", async () => {
      const { tiles, checkpoint } = await logOf([A0, B0, A1, A2]);
      const file = async (index: number) => {
        const [made] = await buildLaneEvidence(
          { kind: "malformed", lane: "", index, earlier: undefined },
          tiles,
          checkpoint,
        );
        return made ?? new Uint8Array();
      };
      const [a0, b0, a1, a2] = [await file(0), await file(1), await file(2), await file(3)];
      for (const files of [[a0, a1], [a1, a0], [a0], [b0, a1], [a0, a2], [a1], [], [a0, a1, a2], [a0, a0]]) {
        await expect(verifyLaneEvidence(files, parse, POLICY)).rejects.toMatchObject({
          code: "transparency.proof_invalid",
        });
      }
    });

    it("is worth nothing under another log's policy, or with another leaf in it", async () => {
      const { tiles, checkpoint } = await logOf([A0, A0]);
      const fault: LaneFault = { kind: "duplicate_slot", lane: "lane 1", index: 1, earlier: 0 };
      const files = await buildLaneEvidence(fault, tiles, checkpoint);
      const other = parsePolicy(`log ${smallLogSigner("log.example/other").vkey}\nquorum none\n`);
      await expect(verifyLaneEvidence(files, parse, other)).rejects.toMatchObject({ code: "transparency.wrong_log" });
      const forged = files.map((file) =>
        new TextDecoder().decode(file).replace(/extra .*/, `extra ${btoa(encodeHex(A1))}`),
      );
      await expect(
        verifyLaneEvidence(
          forged.map((text) => new TextEncoder().encode(text)),
          parse,
          POLICY,
        ),
      ).rejects.toMatchObject({ code: "transparency.proof_invalid" });
    });
  });
});
