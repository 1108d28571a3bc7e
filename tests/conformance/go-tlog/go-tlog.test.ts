// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Go's checksum database code, which guards the Go ecosystem, judges a log that our sequencer wrote. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { systemRandom } from "@nightlatch/crypto/random";
import { openSequencer } from "@nightlatch/transparency/log";
import { openLogFolder } from "@nightlatch/transparency/log-folder";
import { createEd25519Cosigner, createLogSigner } from "@nightlatch/transparency/signing";
import { formatNote, openTiles, parseCheckpoint, parseNote } from "@nightlatch/transparency/verify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildGoJudge, hashText, type GoJudge, type Question } from "./go-judge.ts";

const ORIGIN = "log.example/judged";
/** Sizes that a checkpoint is published at: empty pieces, full ones, full ones above full ones. */
const SIZES = [1, 2, 255, 256, 257, 600, 65_536, 66_100];

const signer = createLogSigner(ORIGIN, noteKeyFromSeed(systemRandom(32)));
const witness = createEd25519Cosigner("witness.example/w1", noteKeyFromSeed(systemRandom(32)));
let scratch: string;
let folder: string;
let judge: GoJudge;
/** One for each size, as they were when that size was the newest. */
const questions = new Map<number, Question>();

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "nightlatch-judged-"));
  folder = join(scratch, "log");
  judge = await buildGoJudge();
  const store = await openLogFolder(folder, { create: true });
  await using sequencer = await openSequencer({ store, origin: ORIGIN, signers: [signer] });
  for (const size of SIZES) {
    while (sequencer.head().size < size) {
      const count = Math.min(8192, size - sequencer.head().size);
      await Promise.all(Array.from({ length: count }, () => sequencer.append(systemRandom(1 + (count % 300)))));
    }
    questions.set(size, await questionAbout(folder, size, sequencer.checkpoint()));
  }
}, 120_000);

afterAll(async () => {
  await judge[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true });
});

describe("Go's note and tlog packages", () => {
  it.each([256, 66_100])(
    "open our checkpoint of %i leaves, recompute the tree, and prove every record",
    async (size) => {
      const asked = questionOf(size);
      const { inclusion, consistency } = asked;
      const proofs = { inclusion: inclusion.length, consistency: consistency.length };
      expect(await judge.ask(asked)).toEqual({ size, records: size, ...proofs });
      expect(inclusion.length).toBeGreaterThan(3);
      expect(consistency.length).toBeGreaterThan(3);
    },
  );

  it("open a checkpoint that witnesses cosigned, and that carries lines of unknown keys", async () => {
    const asked = questionOf(66_100);
    const note = parseNote(new TextEncoder().encode(asked.checkpoint));
    const cosignature = await witness.cosign(parseCheckpoint(note.text), 1_790_000_000);
    const cosigned = formatNote({ ...note, signatures: [cosignature, ...note.signatures] });
    const answer = await judge.ask({ ...asked, checkpoint: new TextDecoder().decode(cosigned) });
    expect(answer).toMatchObject({ records: 66_100 });
    expect(answer.refused).toBeUndefined();
  });
});

describe("Go's note and tlog packages refuse", () => {
  const changedNotes: readonly (readonly [string, (text: string) => string])[] = [
    ["a larger size", (text) => text.replace("\n66100\n", "\n66101\n")],
    ["a smaller size", (text) => text.replace("\n66100\n", "\n66099\n")],
    ["another origin", (text) => text.replace(ORIGIN, "log.example/other")],
    [
      "another root",
      (text) => text.replace(/(\n66100\n)(.)/, (_, size, first) => `${size as string}${first === "A" ? "B" : "A"}`),
    ],
    ["an extension line that was not signed", (text) => text.replace("\n\n", "\nmore\n\n")],
    ["no signature", (text) => text.slice(0, text.indexOf("— "))],
  ];

  it.each(changedNotes)("a checkpoint with %s", async (_, change) => {
    const asked = questionOf(66_100);
    const checkpoint = change(asked.checkpoint);
    expect(checkpoint).not.toBe(asked.checkpoint);
    expect(await judge.ask({ ...asked, checkpoint })).toMatchObject({ refused: "checkpoint" });
  });

  it("a key of another log, and another key of this one", async () => {
    const asked = questionOf(66_100);
    for (const origin of [ORIGIN, "log.example/other"]) {
      const { vkey } = createLogSigner(origin, noteKeyFromSeed(systemRandom(32)));
      expect(await judge.ask({ ...asked, vkey })).toMatchObject({ refused: "checkpoint" });
    }
  });

  it.each([
    ["tile/0/000", "tiles"],
    ["tile/0/257", "tiles"],
    ["tile/0/258.p/52", "tiles"],
    ["tile/1/000", "tiles"],
    ["tile/1/001.p/2", "tiles"],
    ["tile/2/000.p/1", "tiles"],
    ["tile/entries/000", "tree"],
    ["tile/entries/258.p/52", "tree"],
  ])("a changed byte in %s", async (path, refused) => {
    const copy = join(scratch, `changed-${path.replaceAll("/", "-")}`);
    await cp(folder, copy, { recursive: true });
    const bytes = await readFile(join(copy, path));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(join(copy, path), bytes);
    expect(await judge.ask({ ...questionOf(66_100), folder: copy })).toMatchObject({ refused });
  });

  it("an inclusion proof of another record, and a consistency proof from another tree", async () => {
    const asked = questionOf(66_100);
    const [first, second] = asked.inclusion;
    const [older, newer] = asked.consistency.slice(-2);
    if (first === undefined || second === undefined || older === undefined || newer === undefined)
      throw new Error("four");
    const moved = { ...first, proof: second.proof };
    expect(await judge.ask({ ...asked, inclusion: [moved] })).toMatchObject({ refused: "inclusion" });
    const mixed = { ...newer, proof: older.proof };
    expect(await judge.ask({ ...asked, consistency: [mixed] })).toMatchObject({ refused: "consistency" });
  });
});

function questionOf(size: number): Question {
  const asked = questions.get(size);
  if (asked === undefined) throw new Error("no checkpoint of that size");
  return asked;
}

/** What our own reader proves, for Go to check. */
async function questionAbout(path: string, size: number, checkpoint: Uint8Array): Promise<Question> {
  const store = await openLogFolder(path, { create: false });
  const text = new TextDecoder().decode(checkpoint);
  const tiles = await openTiles(parseCheckpoint(parseNote(checkpoint).text), store);
  const indexes = [...new Set([0, 1, 254, 255, 256, 257, 599, 65_535, 65_536, size - 2, size - 1])];
  const inclusion = indexes
    .filter((index) => index >= 0 && index < size)
    .map(async (index) => ({ index, proof: (await tiles.inclusionProof(index)).map(hashText) }));
  const consistency = SIZES.filter((older) => older <= size).map(async (older) => ({
    size: older,
    root: hashText((await tiles.headAt(older)).root),
    proof: (await tiles.consistencyProof(older)).map(hashText),
  }));
  return {
    folder: path,
    checkpoint: text,
    vkey: signer.vkey,
    inclusion: await Promise.all(inclusion),
    consistency: await Promise.all(consistency),
  };
}
