// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { SourceEvent } from "./camera-source.ts";
import { EventQueue } from "./event-queue.ts";

describe("EventQueue", () => {
  it("ends at once, and takes nothing more", async () => {
    const queue = new EventQueue(ignored);
    queue.push(sample(1));
    const reader = queue.read();
    expect((await reader.next()).done).toBe(false);
    queue.push(sample(2));
    queue.end();
    queue.push(sample(3));
    expect((await reader.next()).done).toBe(true);
  });

  it("hands out what came, then the error; the first outcome counts", async () => {
    const queue = new EventQueue(ignored);
    queue.push(sample(1));
    queue.fail(new Error("first"));
    queue.end();
    const reader = queue.read();
    expect((await reader.next()).done).toBe(false);
    await expect(reader.next()).rejects.toThrow("first");
  });

  it("wakes a reader that waits", async () => {
    const queue = new EventQueue(ignored);
    const next = queue.read().next();
    queue.push(sample(1));
    expect((await next).done).toBe(false);
  });

  it.each([
    ["many events", 300, 1],
    ["many bytes", 5, 1024 * 1024],
  ])("stops the sender at %s, and lets it go on when half is read", async (_, count, sizeBytes) => {
    const flow: string[] = [];
    const queue = new EventQueue({ onFull: () => flow.push("full"), onDrained: () => flow.push("drained") });
    for (let index = 0; index < count; index += 1) queue.push(sample(sizeBytes));
    expect(flow).toEqual(["full"]);
    expect(queue.isFull).toBe(true);
    const reader = queue.read();
    for (let index = 0; index < count; index += 1) await reader.next();
    expect(flow).toEqual(["full", "drained"]);
  });
});

const ignored = { onFull: () => undefined, onDrained: () => undefined };

function sample(sizeBytes: number): SourceEvent {
  const data = new Uint8Array(sizeBytes);
  return { kind: "sample", sample: { kind: "video", data, isKeyframe: true, presentationTime: 0, captureTimeMs: 0 } };
}
