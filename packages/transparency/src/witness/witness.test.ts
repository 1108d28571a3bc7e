// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex, decodeUtf8, encodeUtf8 } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import {
  openSmallLog,
  SMALL_LOG_ORIGIN,
  smallLogCosigner,
  smallLogMlDsaCosigner,
  smallLogSigner,
} from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import vectors from "../../../../vectors/transparency/witness.json" with { type: "json" };
import { createMemoryWitnessStore } from "../memory/memory-stores.ts";
import { openCheckpoint, verifySignatures, withSignatures } from "../notes/open-checkpoint.ts";
import { parseVkey } from "../notes/verifier-key.ts";
import { openTiles } from "../tiles/verified-tiles.ts";
import { formatAddCheckpoint } from "./add-checkpoint-request.ts";
import { createWitness } from "./witness.ts";
import type { WitnessedHead, WitnessStore } from "./witness-store.ts";

const NOW_MS = 1_790_000_123_456;
const cosigners = [smallLogCosigner("witness.example/w1"), smallLogMlDsaCosigner("witness.example/w1")];
const LOG = { origin: SMALL_LOG_ORIGIN, keys: [smallLogSigner().key] };

function witnessOver(store: WitnessStore, nowMs: () => number = () => NOW_MS) {
  return createWitness({ logs: [LOG], cosigners, store, nowMs });
}

async function grownLog(...sizes: readonly number[]) {
  const log = await openSmallLog(0);
  const checkpoints: Readonly<{ size: number; note: Uint8Array }>[] = [];
  for (const size of sizes) {
    while (log.sequencer.head().size < size) await log.sequencer.append(encodeUtf8(String(log.sequencer.head().size)));
    checkpoints.push({ size, note: log.sequencer.checkpoint() });
  }
  const tilesAt = async (size: number) => {
    const all = await openTiles(log.sequencer.head(), log.store);
    return openTiles(await all.headAt(size), log.store);
  };
  const requestFor = async (oldSize: number, size: number) => {
    const note = checkpoints.find((one) => one.size === size)?.note ?? new Uint8Array();
    return formatAddCheckpoint({
      oldSize,
      proof: await (await tilesAt(size)).consistencyProof(oldSize),
      checkpoint: note,
    });
  };
  return { ...log, checkpoints, requestFor };
}

describe("add-checkpoint", () => {
  it.each(vectors.cases)("$name", async ({ log, last, request, status, body, isFork }) => {
    const store = createMemoryWitnessStore();
    const before: WitnessedHead | undefined =
      last === null ? undefined : { size: last.size, root: decodeHex(last.root) as Hash, timeSeconds: 1000 };
    if (before !== undefined) await store.swapHead(SMALL_LOG_ORIGIN, undefined, before);
    const logs = [{ origin: log.origin, keys: log.vkeys.map(parseVkey) }];
    const witness = createWitness({ logs, cosigners, store, nowMs: () => NOW_MS });
    const answer = await witness.addCheckpoint(encodeUtf8(request));
    expect(answer.status).toBe(status);
    if (body !== undefined) expect(decodeUtf8(answer.body)).toBe(body);
    if (status === 409) expect(answer.contentType).toBe("text/x.tlog.size");
    if (isFork !== undefined) expect(answer.verdict).toMatchObject({ kind: "conflict", isFork });
    // What was refused is not remembered.
    if (status !== 200) expect(await store.readHead(SMALL_LOG_ORIGIN)).toEqual(before);
  });
});

describe("a witness", () => {
  it("signs with each of its keys what others then verify", async () => {
    const log = await grownLog(5);
    const answer = await witnessOver(createMemoryWitnessStore()).addCheckpoint(await log.requestFor(0, 5));
    expect(answer.status).toBe(200);
    const cosigned = withSignatures(log.sequencer.checkpoint(), answer.body);
    const { note, checkpoint } = openCheckpoint(cosigned, LOG.keys);
    const signed = verifySignatures(
      note,
      checkpoint,
      cosigners.map(({ key }) => key),
    );
    expect(signed.map(({ timeSeconds }) => timeSeconds)).toEqual([1_790_000_123, 1_790_000_123]);
  });

  it("follows a log from checkpoint to checkpoint", async () => {
    const log = await grownLog(1, 2, 7, 8, 20);
    const witness = witnessOver(createMemoryWitnessStore());
    let oldSize = 0;
    for (const { size } of log.checkpoints) {
      expect((await witness.addCheckpoint(await log.requestFor(oldSize, size))).status).toBe(200);
      oldSize = size;
    }
  });

  it("remembers before it signs", async () => {
    const log = await grownLog(5);
    const failing: WitnessStore = {
      ...createMemoryWitnessStore(),
      swapHead: () => Promise.reject(new Error("disk full")),
    };
    await expect(witnessOver(failing).addCheckpoint(await log.requestFor(0, 5))).rejects.toThrow("disk full");
  });

  it("never goes back to a smaller tree", async () => {
    const log = await grownLog(5, 9);
    const witness = witnessOver(createMemoryWitnessStore());
    await witness.addCheckpoint(await log.requestFor(0, 9));
    expect((await witness.addCheckpoint(await log.requestFor(0, 5))).status).toBe(409);
    expect((await witness.addCheckpoint(await log.requestFor(5, 9))).status).toBe(409);
    expect((await witness.addCheckpoint(await log.requestFor(9, 9))).status).toBe(200);
  });

  it("never signs an earlier time than before, when its clock is set back", async () => {
    const log = await grownLog(5, 9);
    const store = createMemoryWitnessStore();
    let nowMs = NOW_MS;
    const witness = witnessOver(store, () => nowMs);
    await witness.addCheckpoint(await log.requestFor(0, 5));
    nowMs -= 86_400_000;
    expect((await witness.addCheckpoint(await log.requestFor(5, 9))).status).toBe(200);
    expect(await store.readHead(SMALL_LOG_ORIGIN)).toMatchObject({ size: 9, timeSeconds: 1_790_000_123 });
    nowMs = NOW_MS + 5000;
    await witness.addCheckpoint(await log.requestFor(9, 9));
    expect(await store.readHead(SMALL_LOG_ORIGIN)).toMatchObject({ size: 9, timeSeconds: 1_790_000_128 });
  });

  it("answers one of two racing requests, and tells the other the new size", async () => {
    const log = await grownLog(5, 9);
    const [inner, requests] = [
      createMemoryWitnessStore(),
      await Promise.all([log.requestFor(0, 5), log.requestFor(0, 9)]),
    ];
    // Both read before either writes, as two processes on one store would.
    let readers = 0;
    const { promise: bothRead, resolve } = Promise.withResolvers<undefined>();
    const store: WitnessStore = {
      ...inner,
      readHead: async (origin) => {
        const head = await inner.readHead(origin);
        readers += 1;
        if (readers === 2) resolve(undefined);
        await bothRead;
        return head;
      },
    };
    const answers = await Promise.all(requests.map((request) => witnessOver(store).addCheckpoint(request)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it("keeps logs apart", async () => {
    const log = await grownLog(5);
    const store = createMemoryWitnessStore();
    await store.swapHead("log.example/other", undefined, {
      size: 99,
      root: new Uint8Array(32) as Hash,
      timeSeconds: 1,
    });
    expect((await witnessOver(store).addCheckpoint(await log.requestFor(0, 5))).status).toBe(200);
  });

  it("signs and remembers nothing that it may not stand for yet, and does so once it may", async () => {
    const log = await grownLog(5);
    const [store, asked] = [createMemoryWitnessStore(), [] as number[]];
    let isRead = false;
    const mayCosign = ({ size }: { size: number }) => {
      asked.push(size);
      return Promise.resolve(isRead);
    };
    const witness = createWitness({ logs: [LOG], cosigners, store, nowMs: () => NOW_MS, mayCosign });
    const request = await log.requestFor(0, 5);
    expect(await witness.addCheckpoint(request)).toMatchObject({ status: 503, verdict: { kind: "not-yet" } });
    expect(await store.readHead(SMALL_LOG_ORIGIN)).toBeUndefined();
    isRead = true;
    expect((await witness.addCheckpoint(request)).status).toBe(200);
    expect(asked).toEqual([5, 5]);
  });

  it("asks whether it may stand for a checkpoint only if it would sign it", async () => {
    const log = await grownLog(5, 9);
    const mayCosign = () => Promise.reject(new Error("asked"));
    const store = createMemoryWitnessStore();
    await witnessOver(store).addCheckpoint(await log.requestFor(0, 9));
    const witness = createWitness({ logs: [LOG], cosigners, store, nowMs: () => NOW_MS, mayCosign });
    const stranger = createWitness({ logs: [], cosigners, store, nowMs: () => NOW_MS, mayCosign });
    expect((await witness.addCheckpoint(await log.requestFor(0, 5))).status).toBe(409);
    expect((await witness.addCheckpoint(Uint8Array.of(1, 2, 3))).status).toBe(400);
    expect((await stranger.addCheckpoint(await log.requestFor(9, 9))).status).toBe(404);
    await expect(witness.addCheckpoint(await log.requestFor(9, 9))).rejects.toThrow("asked");
  });

  it("judges anew what another request changed while it was asked", async () => {
    const log = await grownLog(5, 9);
    const store = createMemoryWitnessStore();
    const larger = await log.requestFor(0, 9);
    const mayCosign = async () => (await witnessOver(store).addCheckpoint(larger)).status > 0;
    const witness = createWitness({ logs: [LOG], cosigners, store, nowMs: () => NOW_MS, mayCosign });
    expect((await witness.addCheckpoint(await log.requestFor(0, 5))).status).toBe(409);
    expect(await store.readHead(SMALL_LOG_ORIGIN)).toMatchObject({ size: 9 });
  });

  it("gives up on a store that never takes anything", async () => {
    const log = await grownLog(5);
    const stuck: WitnessStore = { ...createMemoryWitnessStore(), swapHead: () => Promise.resolve(false) };
    await expect(witnessOver(stuck).addCheckpoint(await log.requestFor(0, 5))).rejects.toMatchObject({
      code: "transparency.store_contradicts",
    });
  });

  it("refuses a request of a megabyte without reading it", async () => {
    const answer = await witnessOver(createMemoryWitnessStore()).addCheckpoint(new Uint8Array(1_000_000).fill(0x61));
    expect(answer).toMatchObject({ status: 400, verdict: { because: { code: "transparency.too_large" } } });
  });
});
