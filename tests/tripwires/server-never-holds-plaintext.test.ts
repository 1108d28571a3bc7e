// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Promise 1, only members see: a household lives on a real server, and none of its names, addresses, passwords
 * and pictures is in any byte that the server stores, counts, logs or answers. The search proves first that it sees.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";
import { CANARY_WORDS, liveACanaryLife, type CanaryHousehold } from "./canary-household.ts";
import { findWords, textWord, type Heap } from "./planted-words.ts";
import { answeredHeaps, KeptLog, storedHeaps } from "./servers-bytes.ts";

const log = new KeptLog();
let running: TestServer;
let life: CanaryHousehold;
let answers: readonly Heap[];

beforeAll(async () => {
  running = await startTestServer({ logLevel: "debug" }, { logDestination: log });
  life = await liveACanaryLife(running);
  answers = await answeredHeaps(running, life);
}, 60_000);

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe("the search", () => {
  it("reads all that the server stores: each sealed part and record is found", async () => {
    const stored = await storedHeaps(running.dataDir);
    expect(stored.map(({ place }) => place)).toContain("file server.sqlite-wal");
    for (const bytes of life.sealed.parts) expect(placesOf(bytes.subarray(0, 400), stored)).toMatch(/file blobs/u);
    // A long value is cut into pages; its beginning lies in one piece.
    for (const bytes of [...life.records, life.sealed.opening]) {
      expect(placesOf(bytes.subarray(0, 200), stored)).toMatch(/file server\.sqlite/u);
    }
  });

  it("reads all that the server answers and logs", () => {
    const [part = new Uint8Array()] = life.sealed.parts;
    expect(placesOf(part, answers)).toMatch(/answer 200 to \/v1\/clips\/…\/parts\/0 for caller 1/u);
    expect(placesOf(life.sealed.opening, life.heard)).toMatch(/message 0 of socket 1/u);
    expect(findWords([textWord("nightlatch_request_seconds")], answers)).not.toEqual([]);
    expect(findWords([textWord('"event":"request"')], [log.heap])).not.toEqual([]);
    const statuses = new Set(answers.map(({ place }) => /answer (\d+)/u.exec(place)?.[1]));
    expect([...statuses].sort()).toEqual(["200", "400", "401", "403", "404"]);
  });

  it("finds a word that does lie in the data folder", async () => {
    const path = join(running.dataDir, "blobs", "planted");
    for (const encoding of ["latin1", "utf16le", "base64", "base64url", "hex"] as const) {
      for (const { name, bytes } of CANARY_WORDS) {
        const text = Buffer.concat([Buffer.from("x"), bytes]);
        await writeFile(
          path,
          encoding === "utf16le" ? Buffer.from(text.toString(), "utf16le") : text.toString(encoding),
        );
        const found = findWords(CANARY_WORDS, await storedHeaps(join(running.dataDir, "blobs")));
        expect(found.some((find) => find.startsWith(name) && find.endsWith("in file planted"))).toBe(true);
      }
    }
    await writeFile(path, "");
  });
});

describe("a server on which a household lives", () => {
  it("stores none of its words", async () => {
    expect(findWords(CANARY_WORDS, await storedHeaps(running.dataDir))).toEqual([]);
  });

  it("answers none of them, to nobody", () => {
    expect(findWords(CANARY_WORDS, answers)).toEqual([]);
    expect(findWords(CANARY_WORDS, life.heard)).toEqual([]);
  });

  it("logs none of them, at the level that says most", () => {
    expect(findWords(CANARY_WORDS, [log.heap])).toEqual([]);
  });

  it("leaves none of them behind when it has stopped", async () => {
    await running.server.close();
    expect(findWords(CANARY_WORDS, await storedHeaps(running.dataDir))).toEqual([]);
    expect(findWords(CANARY_WORDS, [log.heap])).toEqual([]);
  });
});

/** Where exactly these bytes lie, as one text. */
function placesOf(bytes: Uint8Array, heaps: readonly Heap[]): string {
  return heaps
    .filter((heap) => Buffer.from(heap.bytes).includes(Buffer.from(bytes)))
    .map(({ place }) => place)
    .join("; ");
}
