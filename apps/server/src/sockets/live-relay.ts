// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Passes sealed frames from a hub to its household's viewers, and keeps those since the last key frame for
 * whoever comes next. Knows frames by their clear heads only. One feed for each camera that someone watches.
 */
import { formatId, type CameraId, type LaneId } from "@nightlatch/protocol/wire";
import type { Metrics } from "../observability/metrics.ts";
import { CameraFeed, type FeedViewer } from "./camera-feed.ts";

/** A connected hub: told who watches, and asked for pictures by that. */
export interface FeedSource {
  sendViewers(camera: CameraId, nonces: readonly string[]): void;
}

export class LiveRelay {
  readonly #metrics: Metrics;
  readonly #feeds = new Map<string, CameraFeed>();
  readonly #hubs = new Map<string, Set<FeedSource>>();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  addHub(lane: LaneId, hub: FeedSource): void {
    const key = formatId(lane);
    this.#hubs.set(key, (this.#hubs.get(key) ?? new Set()).add(hub));
    for (const feed of this.#feedsOf(lane)) {
      hub.sendViewers(feed.camera, feed.nonces);
      feed.setOnline(true);
    }
  }

  removeHub(lane: LaneId, hub: FeedSource): void {
    const key = formatId(lane);
    const hubs = this.#hubs.get(key);
    hubs?.delete(hub);
    if (hubs === undefined || hubs.size > 0) return;
    this.#hubs.delete(key);
    for (const feed of this.#feedsOf(lane)) feed.setOnline(false);
  }

  /** `message` is handed on as it came: kind, camera, payload. */
  publish(lane: LaneId, camera: CameraId, kind: "opening" | "frame", message: Buffer): void {
    const feed = this.#feeds.get(keyOf(lane, camera));
    this.#metrics.relayed("in", message.length);
    feed?.publish(kind, message);
  }

  publishBeacon(lane: LaneId, camera: CameraId, text: string): void {
    this.#feeds.get(keyOf(lane, camera))?.publishBeacon(text);
  }

  watch(lane: LaneId, camera: CameraId, viewer: FeedViewer): void {
    const key = keyOf(lane, camera);
    const feed = this.#feeds.get(key) ?? new CameraFeed(lane, camera, this.#metrics);
    this.#feeds.set(key, feed);
    feed.add(viewer);
    const hubs = this.#hubs.get(formatId(lane));
    if (hubs === undefined) feed.setOnline(false);
    this.#tellHubs(feed);
  }

  /** A viewer of the camera has drawn a new nonce. */
  renew(lane: LaneId, camera: CameraId): void {
    const feed = this.#feeds.get(keyOf(lane, camera));
    if (feed !== undefined) this.#tellHubs(feed);
  }

  leave(lane: LaneId, camera: CameraId, viewer: FeedViewer): void {
    const key = keyOf(lane, camera);
    const feed = this.#feeds.get(key);
    if (feed?.remove(viewer) !== true) return;
    if (feed.isEmpty) this.#feeds.delete(key);
    this.#tellHubs(feed);
  }

  #tellHubs(feed: CameraFeed): void {
    for (const hub of this.#hubs.get(formatId(feed.lane)) ?? []) hub.sendViewers(feed.camera, feed.nonces);
  }

  #feedsOf(lane: LaneId): readonly CameraFeed[] {
    const key = formatId(lane);
    return [...this.#feeds.values()].filter((feed) => formatId(feed.lane) === key);
  }
}

function keyOf(lane: LaneId, camera: CameraId): string {
  return `${formatId(lane)}/${formatId(camera)}`;
}
