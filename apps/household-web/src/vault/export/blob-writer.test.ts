// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { BlobWriter } from "./blob-writer.ts";

describe("BlobWriter", () => {
  it("joins writes in order", async () => {
    expect(await written([0, [1, 2]], [2, [3]], [3, [4, 5]])).toEqual([1, 2, 3, 4, 5]);
  });

  it("corrects the first chunk afterwards", async () => {
    expect(await written([0, [0, 0, 7]], [3, [8]], [0, [1, 2]])).toEqual([1, 2, 7, 8]);
  });

  it("keeps what was written when the writer uses its buffer again", async () => {
    const writer = new BlobWriter();
    const buffer = Uint8Array.of(1);
    writer.write({ data: buffer, position: 0 });
    buffer[0] = 2;
    writer.write({ data: buffer, position: 1 });
    buffer[0] = 3;
    expect([...new Uint8Array(await writer.finish("a/b").arrayBuffer())]).toEqual([1, 2]);
  });

  it("is an empty file when nothing was written", () => {
    expect(new BlobWriter().finish("video/mp4")).toMatchObject({ size: 0, type: "video/mp4" });
  });

  it("takes no hole", () => {
    const writer = new BlobWriter();
    expect(() => writer.write({ data: Uint8Array.of(1), position: 4 })).toThrow();
  });

  it("takes no correction behind the first chunk", () => {
    const writer = new BlobWriter();
    writer.write({ data: Uint8Array.of(1, 2), position: 0 });
    writer.write({ data: Uint8Array.of(3, 4), position: 2 });
    expect(() => writer.write({ data: Uint8Array.of(9, 9), position: 1 })).toThrow();
  });
});

async function written(
  ...writes: readonly (readonly [position: number, bytes: readonly number[]])[]
): Promise<number[]> {
  const writer = new BlobWriter();
  for (const [position, bytes] of writes) writer.write({ data: Uint8Array.from(bytes), position });
  return [...new Uint8Array(await writer.finish("video/mp4").arrayBuffer())];
}
