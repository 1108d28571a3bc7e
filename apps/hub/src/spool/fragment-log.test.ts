// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concatBytes, equalBytes } from "@nightlatch/bytes";
import { merkleLeafHash } from "@nightlatch/crypto/merkle";
import { systemRandom } from "@nightlatch/crypto/random";
import { FRAME_HEAD_BYTES, writeFragmentHead } from "@nightlatch/protocol/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ClipFile } from "./clip-file.ts";
import { readPart, RECORD_HEAD_BYTES, scanLog } from "./fragment-log.ts";
import { PartCutter } from "./part-cutter.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-log-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the file of a clip", () => {
  it("gives back every fragment with its leaves and time", async () => {
    const frames = makeFrames([100, 60, 2000]);
    const found = await scan(await writeLog(frames));
    expect(found.map(({ frame }) => frame)).toEqual(frames);
    expect(found.map(({ captureTimeMs }) => captureTimeMs)).toEqual([1000.5, 1001.5, 1002.5]);
    expect(found.map(({ plainLeaf }) => plainLeaf[0])).toEqual([0, 1, 2]);
  });

  it("ends at the last whole record, wherever a power cut tore it", async () => {
    const frames = makeFrames([100, 60, 80]);
    const path = await writeLog(frames);
    const whole = await readFile(path);
    const twoRecords = 2 * RECORD_HEAD_BYTES + (frames[0]?.length ?? 0) + (frames[1]?.length ?? 0);
    for (let length = twoRecords; length < whole.length; length += 1) {
      await writeFile(path, whole.subarray(0, length));
      expect(await scan(path)).toHaveLength(2);
    }
  });

  it("ends before a record whose sealed leaf or frame has any other byte", async () => {
    const frames = makeFrames([40, 40]);
    const path = await writeLog(frames);
    const whole = await readFile(path);
    const second = RECORD_HEAD_BYTES + (frames[0]?.length ?? 0);
    for (let at = second; at < whole.length; at += 1) {
      // Plain leaf and time are not covered by the hash; they are covered by their pages (see fragment-log.ts).
      if (at >= second + 32 && at < second + RECORD_HEAD_BYTES) continue;
      const torn = Uint8Array.from(whole);
      torn[at] = (torn[at] ?? 0) ^ 1;
      await writeFile(path, torn);
      expect(await scan(path)).toHaveLength(1);
    }
  });

  it("ends before zeros, which some disks leave where nothing was written", async () => {
    const path = await writeLog(makeFrames([40]));
    await writeFile(path, concatBytes(await readFile(path), new Uint8Array(5000)));
    expect(await scan(path)).toHaveLength(1);
  });

  it("ends before a frame that is out of order", async () => {
    const [first, , third] = makeFrames([40, 40, 40]);
    if (first === undefined || third === undefined) throw new Error("three frames were made");
    expect(await scan(await writeLog([first, third]))).toHaveLength(1);
  });

  it("hands out parts as the server gets them: frames without record heads", async () => {
    const frames = makeFrames([700_000, 500_000, 300, 900_000]);
    const cutter = new PartCutter();
    for (const frame of frames) cutter.add(frame.length, 0);
    await using file = await open(await writeLog(frames), "r");
    const parts = cutter.all();
    const read = await Promise.all(parts.map((_part, index) => readPart(file, parts, index, frames.length)));
    expect(parts).toHaveLength(3);
    const joined = concatBytes(...read.map((part) => part ?? new Uint8Array(0)));
    expect(equalBytes(joined, concatBytes(...frames))).toBe(true);
  });

  it("has no part beyond its end", async () => {
    const frames = makeFrames([100]);
    await using file = await open(await writeLog(frames), "r");
    const tooLong = [{ firstSequence: 0, startMs: 0, sizeBytes: 101 + FRAME_HEAD_BYTES }];
    expect(await readPart(file, tooLong, 0, 1)).toBeUndefined();
    expect(await readPart(file, tooLong, 1, 1)).toBeUndefined();
  });
});

describe("ClipFile", () => {
  it("refuses to write over a file that is there", async () => {
    const path = await writeLog(makeFrames([40]));
    await using file = new ClipFile(path);
    file.append(makeFrames([40])[0] ?? new Uint8Array(0), leavesOf(new Uint8Array(1), 0));
    await expect(file.sync()).rejects.toMatchObject({ code: "EEXIST" });
    expect(file.durableCount).toBe(0);
  });

  it("counts as durable only what was appended before the sync", async () => {
    await using file = new ClipFile(join(folder, "clip"));
    const [first = new Uint8Array(0), second = new Uint8Array(0)] = makeFrames([40, 40]);
    file.append(first, leavesOf(first, 0));
    const synced = file.sync();
    expect(file.durableCount).toBe(0);
    await synced;
    file.append(second, leavesOf(second, 1));
    expect(file.durableCount).toBe(1);
  });

  it("creates no file for a clip without fragments", async () => {
    await using file = new ClipFile(join(folder, "clip"));
    await file.sync();
    await expect(readFile(join(folder, "clip"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

function makeFrames(ciphertextBytes: readonly number[]): readonly Uint8Array[] {
  return ciphertextBytes.map((length, sequence) => {
    const frame = new Uint8Array(FRAME_HEAD_BYTES + length);
    for (let at = FRAME_HEAD_BYTES; at < frame.length; at += 1) frame[at] = (at * 31 + sequence) & 0xff;
    writeFragmentHead(frame, {
      track: sequence === 0 ? 0 : 1,
      startsGop: sequence === 1,
      sequence,
      nonce: systemRandom(12),
    });
    return frame;
  });
}

function leavesOf(frame: Uint8Array, i: number) {
  const plainLeaf = merkleLeafHash();
  plainLeaf.fill(i);
  return { sealedLeaf: merkleLeafHash(frame), plainLeaf, captureTimeMs: 1000.5 + i };
}

async function writeLog(frames: readonly Uint8Array[]): Promise<string> {
  const path = join(folder, `clip-${String(Math.random())}`);
  await using file = new ClipFile(path);
  for (const [i, frame] of frames.entries()) file.append(frame, leavesOf(frame, i));
  await file.sync();
  return path;
}

async function scan(path: string) {
  await using file = await open(path, "r");
  return await Array.fromAsync(scanLog(file));
}
