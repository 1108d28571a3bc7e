// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Kills a real log writer before and after every step that it takes in its store, and in the middle of steps, and
 * looks at what the next one finds: every leaf that was answered, and no two trees that contradict each other.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { fsck, openSequencer } from "@nightlatch/transparency/log";
import { openLogFolder } from "@nightlatch/transparency/log-folder";
import { createLogSigner } from "@nightlatch/transparency/signing";
import { openCheckpoint, openTiles, verifyConsistency } from "@nightlatch/transparency/verify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ENTRY = join(import.meta.dirname, "log-writer-process.ts");
const ORIGIN = "log.example/crash";
const RUN_MS = 60_000;
const signer = createLogSigner(ORIGIN, noteKeyFromSeed(new Uint8Array(32).fill(5)));

/** What a run says: checkpoints that it signed, leaves that it answered. */
type Said = { readonly signed: string[]; readonly answered: Map<number, string>; isKilled: boolean };

let scratch: string;
let base: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "nightlatch-crash-"));
  base = join(scratch, "base");
  // 250 leaves: the next ten fill a tile and a bundle, so that all kinds of steps are taken.
  const said = await run(base, ["0", "before", "1", "250"]);
  expect(said.answered.size).toBe(250);
}, RUN_MS);

afterAll(() => rm(scratch, { recursive: true }));

/** Opening takes 1 step, the first batch 7 (two pieces are outgrown), the second 5. */
const STEPS = Array.from({ length: 13 }, (_, i) => i + 1);

describe("a log writer that is killed", () => {
  it(
    "takes as many steps as this test kills it at",
    async () => {
      const folder = await copyOfBase("unharmed");
      expect((await run(folder, [String(STEPS.length), "after", "2", "10"])).isKilled).toBe(true);
      expect((await run(await copyOfBase("whole"), [String(STEPS.length + 1), "before", "2", "10"])).isKilled).toBe(
        false,
      );
    },
    RUN_MS,
  );

  it.each(STEPS)(
    "before step %i contradicts nothing that it signed or answered",
    (step) => expectNoLoss(step, "before"),
    RUN_MS,
  );

  it.each(STEPS)(
    "after step %i contradicts nothing that it signed or answered",
    (step) => expectNoLoss(step, "after"),
    RUN_MS,
  );

  it(
    "in the middle of anything, again and again, contradicts nothing that it signed or answered",
    async () => {
      const folder = await copyOfBase("again");
      const all: Said = { signed: [], answered: new Map(), isKilled: false };
      for (const lines of [1, 2, 3, 5, 8, 13, 21, 34]) {
        const said = await run(folder, ["0", "before", "1000000", "3"], lines);
        expect(said.isKilled).toBe(true);
        all.signed.push(...said.signed);
        for (const [index, text] of said.answered) all.answered.set(index, text);
      }
      expect(all.answered.size).toBeGreaterThan(30);
      await expectSound(folder, all);
    },
    RUN_MS,
  );
});

async function expectNoLoss(step: number, when: "before" | "after"): Promise<void> {
  const folder = await copyOfBase(`${when}-${String(step)}`);
  const said = await run(folder, [String(step), when, "2", "10"]);
  expect(said.isKilled).toBe(true);
  await expectSound(folder, said);
}

async function expectSound(folder: string, { signed, answered }: Said): Promise<void> {
  const store = await openLogFolder(folder, { create: false });
  await using next = await openSequencer({ store, origin: ORIGIN, signers: [signer] });
  const tiles = await openTiles(next.head(), store);
  for (const [index, text] of answered) expect(new TextDecoder().decode(await tiles.leaf(index))).toBe(text);
  for (const note of signed) {
    const { checkpoint } = openCheckpoint(new TextEncoder().encode(note), [signer.key]);
    verifyConsistency(checkpoint, next.head(), await tiles.consistencyProof(checkpoint.size));
  }
  const grown = await next.append(new TextEncoder().encode("afterwards"));
  expect(grown).toBe(tiles.head.size);
  expect(await fsck(store, [signer.key])).toMatchObject({ kind: "whole" });
}

/** Runs a writer; where `killAfterLines` is given it is killed from outside as soon as it said so many. */
async function run(folder: string, words: readonly string[], killAfterLines = Infinity): Promise<Said> {
  const child = spawn(process.execPath, [ENTRY, folder, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const said: Said = { signed: [], answered: new Map(), isKilled: false };
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const word = JSON.parse(line) as { signed?: string; answered?: number; text?: string };
    if (word.signed !== undefined) said.signed.push(word.signed);
    if (word.answered !== undefined) said.answered.set(word.answered, word.text ?? "");
    lines += 1;
    if (lines === killAfterLines) child.kill("SIGKILL");
  }
  const [, signal] = (await exited) as [number | null, string | null];
  said.isKilled = signal === "SIGKILL";
  return said;
}

async function copyOfBase(name: string): Promise<string> {
  const copy = join(scratch, name);
  await cp(base, copy, { recursive: true });
  return copy;
}
