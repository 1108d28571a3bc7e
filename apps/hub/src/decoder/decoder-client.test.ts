// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasCode } from "@nightlatch/errors";
import type { Sample, VideoTrack } from "@nightlatch/media/elementary";
import { beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../ports/clock.ts";
import { createDecoder } from "./decoder-client.ts";
import type { UsbEvent } from "./decoder.ts";
import { ThumbnailQueue } from "./thumbnail-queue.ts";

const DRAWN_PICTURE = "testsrc=size=642x360:rate=30,realtime";
const NEVER = new AbortController().signal;

let track: VideoTrack;
let keyframe: Sample;

beforeAll(async () => {
  await using decoder = createDecoder({ clock: systemClock, captureFormat: "lavfi" });
  const [first, second] = await take(decoder.openUsb(DRAWN_PICTURE, NEVER), 2);
  if (first?.kind !== "tracks" || first.tracks[0]?.kind !== "video" || second?.kind !== "sample")
    throw new Error("no keyframe");
  track = first.tracks[0];
  keyframe = second.sample;
});

describe("openUsb", () => {
  it("gives tracks, then a keyframe, then pictures in the order of time", async () => {
    await using decoder = createDecoder({ clock: systemClock, captureFormat: "lavfi" });
    const before = Date.now();
    const events = await take(decoder.openUsb(DRAWN_PICTURE, NEVER), 12);
    const samples = events.flatMap((event) => (event.kind === "sample" ? [event.sample] : []));
    expect(track).toMatchObject({ codec: "h264", width: 642, height: 360, reorderDepth: 0 });
    expect(events[0]?.kind).toBe("tracks");
    expect(samples).toHaveLength(11);
    expect(samples[0]?.isKeyframe).toBe(true);
    const times = samples.map((sample) => sample.presentationTime);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(samples[0]?.captureTimeMs).toBeGreaterThanOrEqual(before);
  });

  it("ends when its signal aborts", async () => {
    await using decoder = createDecoder({ clock: systemClock, captureFormat: "lavfi" });
    const stop = new AbortController();
    for await (const event of decoder.openUsb(DRAWN_PICTURE, stop.signal)) if (event.kind === "sample") stop.abort();
    expect(stop.signal.aborted).toBe(true);
  });

  it.each([
    ["a device that is not there", "v4l2", "/dev/video250"],
    ["an input that makes no sense", "lavfi", "no-such-filter"],
  ] as const)("refuses %s", async (_, captureFormat, device) => {
    await using decoder = createDecoder({ clock: systemClock, captureFormat });
    await expect(take(decoder.openUsb(device, NEVER), 1)).rejects.toSatisfy((error) =>
      hasCode(error, "decoder.failed"),
    );
  });

  it("gives up on a device that sends nothing", async () => {
    await using decoder = createDecoder({ clock: systemClock, captureFormat: "lavfi", captureSilenceMs: 300 });
    const endless = decoder.openUsb("testsrc=rate=2/3,realtime", NEVER);
    await expect(take(endless, 3)).rejects.toSatisfy((error) => hasCode(error, "decoder.timeout"));
  });
});

describe("thumbnail", () => {
  it("is a small JPEG", async () => {
    await using decoder = createDecoder({ clock: systemClock });
    const jpeg = await decoder.thumbnail(track, keyframe.data);
    expect([...jpeg.subarray(0, 2), ...jpeg.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
    expect(jpeg.length).toBeLessThan(40_000);
    expect(jpegSize(jpeg)).toEqual({ width: 320, height: 178 });
  });

  it("refuses bytes that are no picture, and takes the next ones", async () => {
    await using decoder = createDecoder({ clock: systemClock });
    const junk = Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7) & 0xff);
    await expect(decoder.thumbnail(track, junk)).rejects.toSatisfy((error) => hasCode(error, "decoder.failed"));
    expect(await decoder.thumbnail(track, keyframe.data)).toHaveLength(
      (await decoder.thumbnail(track, keyframe.data)).length,
    );
  });

  it("survives the death of its process: one request fails, the next has a new one", async () => {
    const queue = new ThumbnailQueue(systemClock, 5_000);
    await queue.request(track, keyframe.data);
    const { pid } = queue;
    if (pid === undefined) throw new Error("no process");
    const request = queue.request(track, keyframe.data);
    process.kill(pid, "SIGSEGV");
    await expect(request).rejects.toSatisfy((error) => hasCode(error, "decoder.failed"));
    expect(await queue.request(track, keyframe.data)).toBeInstanceOf(Uint8Array);
    expect(queue.pid).not.toBe(pid);
    await queue.dispose();
  });

  it("ends a process that takes too long", async () => {
    await using decoder = createDecoder({ clock: systemClock, thumbnailTimeoutMs: 1 });
    await expect(decoder.thumbnail(track, keyframe.data)).rejects.toSatisfy((error) =>
      hasCode(error, "decoder.timeout"),
    );
  });

  it("refuses more requests than may wait, and serves the others", async () => {
    await using decoder = createDecoder({ clock: systemClock });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => decoder.thumbnail(track, keyframe.data)));
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toHaveLength(4);
    expect(refused.every(({ reason }) => hasCode(reason, "decoder.busy"))).toBe(true);
  });
});

async function take(events: AsyncIterable<UsbEvent>, count: number): Promise<UsbEvent[]> {
  const taken: UsbEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

/** From the baseline frame header (ISO/IEC 10918-1 §B.2.2). */
function jpegSize(jpeg: Uint8Array): { width: number; height: number } {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset);
  let offset = 2;
  while (view.getUint16(offset) !== 0xffc0) offset += 2 + view.getUint16(offset + 2);
  return { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7) };
}
