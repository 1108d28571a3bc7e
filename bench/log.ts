// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The public log on one machine: leaves a second that are durable, in tiles and under a signed checkpoint; a
 * proof of inclusion by a reader that trusts nothing yet; the whole log read and proved. Beside the first, the least
 * that durability costs: the same bytes appended to one file, flushed once a batch of the same size.
 */
import { open } from "node:fs/promises";
import { join } from "node:path";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { systemRandom } from "@nightlatch/crypto/random";
import { fsck, openSequencer, type LogStore } from "@nightlatch/transparency/log";
import { openLogFolder } from "@nightlatch/transparency/log-folder";
import { createLogSigner, type LogSigner } from "@nightlatch/transparency/signing";
import { openCheckpoint, openTiles, verifyInclusion, type TreeHead } from "@nightlatch/transparency/verify";
import { benchAudit } from "./log/audit.ts";
import { figure, median, type Figure } from "./figure.ts";
import type { BenchOptions } from "./options.ts";
import { scratchFolder } from "./stage/scratch-folder.ts";

/** A lane's leaf (protocol §13.1). */
const LEAF_BYTES = 214;
/** As many writers as wait at once: each appends its next leaf when the last one is durable. */
const WRITERS = 2048;
const ORIGIN = "log.example/bench";

export async function run(options: BenchOptions): Promise<readonly Figure[]> {
  return [...(await benchLog(options)), ...(await benchAudit(options))];
}

async function benchLog({ isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  const [rounds, leavesARound, proofs] = isQuick ? [1, 4096, 20] : [5, 40_960, 1000];
  await using folder = await scratchFolder();
  const signer = createLogSigner(ORIGIN, noteKeyFromSeed(systemRandom(32)));
  const store = await openLogFolder(join(folder.path, "log"), { create: true });
  const rates: number[] = [];
  const bareRates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bareRates.push(await perSecond(leavesARound, () => appendToFile(join(folder.path, "bare"), leavesARound)));
    rates.push(await perSecond(leavesARound, () => appendToLog(store, signer, leavesARound)));
    note(`round ${String(round + 1)}: ${Math.round(rates.at(-1) ?? 0).toLocaleString("en")} leaves/s`);
  }
  const checkpoint = (await store.read("checkpoint")) ?? new Uint8Array();
  const count = rounds * leavesARound;
  const { checkpoint: head } = openCheckpoint(checkpoint, [signer.key]);
  // Spread over the whole log, never twice the same tile in a row.
  const indexes = Array.from({ length: proofs }, (_, i) => (i * 7919 * 257) % count);
  const proofsMs: number[] = [];
  for (const index of indexes) proofsMs.push(await proveOne(store, head, index));
  const read = await perSecond(count, async () => {
    const verdict = await fsck(store, [signer.key]);
    if (verdict.kind !== "whole") throw verdict.error;
  });
  return [
    figure("leaves durable", "leaves/s", median(rates), median(bareRates), { of: "value", atLeast: 5000 }),
    figure("inclusion proof built and checked", "ms", median(proofsMs), null, {
      of: "value",
      atMost: 5,
    }),
    figure("leaves read and proved", "leaves/s", read, null, { of: "value", atLeast: 10_000 }),
  ];
}

async function appendToLog(store: LogStore, signer: LogSigner, count: number): Promise<void> {
  await using sequencer = await openSequencer({ store, origin: ORIGIN, signers: [signer] });
  let left = count;
  const writers = Array.from({ length: WRITERS }, async () => {
    while (left > 0) {
      left -= 1;
      await sequencer.append(systemRandom(LEAF_BYTES));
    }
  });
  await Promise.all(writers);
}

async function appendToFile(path: string, count: number): Promise<void> {
  await using file = await open(path, "a");
  for (let written = 0; written < count; written += WRITERS) {
    for (let i = 0; i < Math.min(WRITERS, count - written); i += 1) await file.appendFile(systemRandom(LEAF_BYTES));
    await file.sync();
  }
}

/** With nothing at hand but the head and the leaf: tiles are read and proved, the proof is built, then checked. */
async function proveOne(store: LogStore, head: TreeHead, index: number): Promise<number> {
  const leaf = await (await openTiles(head, store)).leaf(index);
  const started = performance.now();
  const tiles = await openTiles(head, store);
  verifyInclusion(leaf, index, await tiles.inclusionProof(index), head);
  return performance.now() - started;
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return count / ((performance.now() - started) / 1000);
}
