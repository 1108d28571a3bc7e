// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who gets which sealed message of one camera. Frames are made of clear heads: the feed reads no more. */
import { encodeMediaMessage, MAX_VIEWER_BACKLOG_BYTES } from "@nightlatch/api-contract";
import { MAX_VIEWER_NONCES } from "@nightlatch/protocol/wire";
import { describe, expect, it } from "vitest";
import { drawCamera, drawLane } from "../contract-tests/drawn-values.ts";
import { Metrics } from "../observability/metrics.ts";
import { systemClock } from "../ports/clock.ts";
import { CameraFeed, type FeedViewer } from "./camera-feed.ts";

const camera = drawCamera();
/** protocol §6 */
const FRAME_HEAD_BYTES = 24;

/** A viewer whose backlog the test decides. */
class Watcher implements FeedViewer {
  backlogBytes = 0;
  nonce: string;
  readonly got: string[] = [];

  /** Clips that it is not shown, by the name of their opening. */
  hidden: readonly string[] = [];

  constructor(nonce = "nonce") {
    this.nonce = nonce;
  }

  mayWatch(opening: Buffer): boolean {
    return !this.hidden.includes(nameOf(opening));
  }

  sendBytes(message: Buffer): void {
    this.got.push(nameOf(message));
  }

  sendText(text: string): void {
    this.got.push((JSON.parse(text) as { type: string }).type);
  }
}

const opening = (name: string) => message("opening", new TextEncoder().encode(name));
const init = () => frame(0, 0);
const key = (sequence: number, sizeBytes = 0) => frame(sequence, 1, sizeBytes);
const delta = (sequence: number, sizeBytes = 0) => frame(sequence, 0, sizeBytes);

function frame(sequence: number, flags: number, sizeBytes = 0): Buffer {
  const bytes = new Uint8Array(FRAME_HEAD_BYTES + 16 + sizeBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint8(1, sequence === 0 ? 0 : 1);
  view.setUint8(2, flags);
  view.setUint32(4, sequence);
  view.setUint32(8, 16 + sizeBytes);
  return message("frame", bytes);
}

function message(kind: "opening" | "frame", payload: Uint8Array): Buffer {
  return Buffer.from(encodeMediaMessage({ kind, camera, payload }));
}

function nameOf(sent: Buffer): string {
  if (sent[0] === 1) return sent.subarray(17).toString();
  return `${sent[17 + 2] === 1 ? "key" : "frame"} ${String(sent.readUInt32BE(17 + 4))}`;
}

function feedOf(...sent: readonly (readonly ["opening" | "frame", Buffer])[]): CameraFeed {
  const feed = new CameraFeed(drawLane(), camera, new Metrics(systemClock));
  for (const [kind, bytes] of sent) feed.publish(kind, bytes);
  return feed;
}

function watched(feed: CameraFeed): Watcher {
  const watcher = new Watcher();
  feed.add(watcher);
  return watcher;
}

describe("a camera's feed", () => {
  it("starts a newcomer with opening, init frame and all since the last key frame", () => {
    const feed = feedOf(["opening", opening("a")], ["frame", init()], ["frame", key(1)], ["frame", delta(2)]);
    feed.publish("frame", key(3));
    feed.publish("frame", delta(4));
    expect(watched(feed).got).toEqual(["a", "frame 0", "key 3", "frame 4"]);
  });

  it("shows a clip only to those who may watch it, and asks again at the next one", () => {
    const feed = feedOf(["opening", opening("a")], ["frame", init()], ["frame", key(1)]);
    const [guest, owner] = [new Watcher(), watched(feed)];
    guest.hidden = ["a", "c"];
    feed.add(guest);
    feed.publish("frame", delta(2));
    feed.publishBeacon(JSON.stringify({ type: "beacon" }));
    expect(guest.got).toEqual([]);
    expect(owner.got).toEqual(["a", "frame 0", "key 1", "frame 2", "beacon"]);
    for (const name of ["b", "c"]) {
      feed.publish("opening", opening(name));
      feed.publish("frame", init());
      feed.publish("frame", key(1));
    }
    expect(guest.got).toEqual(["b", "frame 0", "key 1"]);
  });

  it("lets a newcomer wait for a key frame while there is none", () => {
    const feed = feedOf(["opening", opening("a")], ["frame", init()]);
    const watcher = watched(feed);
    feed.publish("frame", delta(1));
    feed.publish("frame", key(2));
    expect(watcher.got).toEqual(["a", "frame 0", "key 2"]);
  });

  it("forgets the last clip's pictures when a new one starts, and all when the hub goes", () => {
    const feed = feedOf(["opening", opening("a")], ["frame", init()], ["frame", key(1)]);
    feed.publish("opening", opening("b"));
    expect(watched(feed).got).toEqual(["b"]);
    feed.setOnline(false);
    expect(watched(feed).got).toEqual([]);
  });

  it("keeps no group of pictures that is larger than it may hold", () => {
    const feed = feedOf(["opening", opening("a")], ["frame", init()], ["frame", key(1)]);
    for (let i = 0; i < 5; i += 1) feed.publish("frame", delta(2 + i, 4_000_000));
    expect(watched(feed).got).toEqual(["a", "frame 0"]);
    feed.publish("frame", key(9));
    expect(watched(feed).got).toEqual(["a", "frame 0", "key 9"]);
  });

  it("puts a slow viewer off to a key frame, tells it once, and serves the others", () => {
    const feed = feedOf(["opening", opening("a")], ["frame", init()], ["frame", key(1)]);
    const [slow, quick] = [watched(feed), watched(feed)];
    slow.backlogBytes = MAX_VIEWER_BACKLOG_BYTES + 1;
    for (const sequence of [2, 3]) feed.publish("frame", delta(sequence));
    feed.publish("frame", key(4));
    slow.backlogBytes = 0;
    feed.publish("frame", delta(5));
    feed.publish("frame", key(6));
    expect(slow.got.slice(3)).toEqual(["skipped", "key 6"]);
    expect(quick.got.slice(3)).toEqual(["frame 2", "frame 3", "key 4", "frame 5", "key 6"]);
  });

  it("takes a slow viewer in again only when it has caught up by half", () => {
    const feed = feedOf(["opening", opening("a")], ["frame", init()], ["frame", key(1)]);
    const slow = watched(feed);
    slow.backlogBytes = MAX_VIEWER_BACKLOG_BYTES + 1;
    feed.publish("frame", delta(2));
    slow.backlogBytes = MAX_VIEWER_BACKLOG_BYTES;
    feed.publish("frame", key(3));
    slow.backlogBytes = MAX_VIEWER_BACKLOG_BYTES / 2;
    feed.publish("frame", key(4));
    expect(slow.got.slice(3)).toEqual(["skipped", "key 4"]);
  });

  it("gives a viewer that missed a clip's start that start before its next key frame", () => {
    const feed = feedOf(["opening", opening("a")], ["frame", init()], ["frame", key(1)]);
    const slow = watched(feed);
    slow.backlogBytes = MAX_VIEWER_BACKLOG_BYTES + 1;
    feed.publish("opening", opening("b"));
    slow.backlogBytes = 0;
    feed.publish("frame", init());
    feed.publish("frame", key(1));
    feed.publish("frame", delta(2));
    expect(slow.got.slice(3)).toEqual(["skipped", "b", "frame 0", "key 1", "frame 2"]);
  });

  it("holds no more for a viewer that never reads, whatever a hub sends", () => {
    const feed = feedOf();
    const stuck = watched(feed);
    stuck.backlogBytes = MAX_VIEWER_BACKLOG_BYTES + 1;
    for (let i = 0; i < 50; i += 1) {
      feed.publish("opening", opening("a"));
      feed.publish("frame", init());
      feed.publish("frame", key(1));
      feed.publishBeacon(JSON.stringify({ type: "beacon" }));
    }
    expect(stuck.got).toEqual([]);
  });

  it("passes nothing on that is no frame", () => {
    const feed = feedOf(["opening", opening("a")], ["frame", init()], ["frame", key(1)]);
    const watcher = watched(feed);
    for (const payload of [new Uint8Array(4), new Uint8Array(60).fill(9)]) {
      feed.publish("frame", message("frame", payload));
    }
    expect(watcher.got).toHaveLength(3);
  });

  it("asks the hub for no more nonces than a beacon holds: the newest", () => {
    const feed = feedOf();
    for (let i = 0; i < MAX_VIEWER_NONCES + 5; i += 1) feed.add(new Watcher(String(i)));
    expect(feed.nonces).toHaveLength(MAX_VIEWER_NONCES);
    expect(feed.nonces.at(-1)).toBe(String(MAX_VIEWER_NONCES + 4));
  });

  it("sends nothing to who has left", () => {
    const feed = feedOf(["opening", opening("a")]);
    const watcher = watched(feed);
    expect([feed.remove(watcher), feed.remove(watcher)]).toEqual([true, false]);
    feed.publish("frame", init());
    feed.setOnline(true);
    expect([watcher.got, feed.isEmpty]).toEqual([["a"], true]);
  });
});
