// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One watched camera: its viewers, and the sealed messages that start a new one (opening, init frame, all
 * since the last key frame). A slow viewer is put off to the next key frame; it never slows the others.
 */
import { MAX_VIEWER_BACKLOG_BYTES, MEDIA_HEAD_BYTES } from "@nightlatch/api-contract";
import {
  formatId,
  MAX_VIEWER_NONCES,
  readFragmentHead,
  type CameraId,
  type FragmentHead,
  type LaneId,
} from "@nightlatch/protocol/wire";
import type { Metrics } from "../observability/metrics.ts";

export interface FeedViewer {
  /** The newest one that the viewer drew. */
  nonce: string;
  /** Bytes that the viewer has not taken yet. */
  readonly backlogBytes: number;
  /** Whether the clip that begins with this opening is shown to it. */
  mayWatch(opening: Buffer): boolean;
  sendBytes(message: Buffer): void;
  sendText(text: string): void;
}

type Seat = {
  readonly viewer: FeedViewer;
  isShown: boolean;
  waitsForKeyFrame: boolean;
  /** Was too slow for this clip's opening or init frame: they go ahead of its next key frame. */
  lacksStart: boolean;
};

/** A group of pictures larger than this is not kept: new viewers then wait for the next one. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

export class CameraFeed {
  readonly lane: LaneId;
  readonly camera: CameraId;
  readonly #metrics: Metrics;
  readonly #seats = new Map<FeedViewer, Seat>();
  #opening: Buffer | undefined;
  #init: Buffer | undefined;
  #group: Buffer[] = [];
  #groupBytes = 0;
  #isGroupWhole = false;

  constructor(lane: LaneId, camera: CameraId, metrics: Metrics) {
    this.lane = lane;
    this.camera = camera;
    this.#metrics = metrics;
  }

  get isEmpty(): boolean {
    return this.#seats.size === 0;
  }

  get nonces(): readonly string[] {
    // More than a beacon can carry: the newest viewers are the ones still waiting for their first.
    return [...this.#seats.keys()].slice(-MAX_VIEWER_NONCES).map(({ nonce }) => nonce);
  }

  /** Starts the viewer with what is kept, if that is a whole start. */
  add(viewer: FeedViewer): void {
    const kept = this.#isGroupWhole ? this.#group : [];
    const isShown = this.#opening === undefined || viewer.mayWatch(this.#opening);
    const seat = { viewer, isShown, waitsForKeyFrame: kept.length === 0, lacksStart: false };
    this.#seats.set(viewer, seat);
    if (!isShown) return;
    for (const message of [this.#opening, this.#init, ...kept]) if (message !== undefined) this.#send(seat, message);
  }

  remove(viewer: FeedViewer): boolean {
    return this.#seats.delete(viewer);
  }

  publish(kind: "opening" | "frame", message: Buffer): void {
    if (kind === "opening") {
      this.#startClip(message);
      return;
    }
    // The hub is not trusted either: what is no frame is not passed on.
    const head = readHead(message);
    if (head === undefined) return;
    if (head.sequence === 0) {
      this.#init = message;
      for (const seat of this.#shown()) this.#passStart(seat, message);
      return;
    }
    this.#keep(head, message);
    for (const seat of this.#shown()) this.#pass(seat, head, message);
  }

  /** A viewer that is behind goes without: its picture is not live. */
  publishBeacon(text: string): void {
    for (const { viewer } of this.#shown()) {
      if (viewer.backlogBytes <= MAX_VIEWER_BACKLOG_BYTES) viewer.sendText(text);
    }
  }

  setOnline(isOnline: boolean): void {
    if (!isOnline) this.#forget();
    const type = isOnline ? "camera-online" : "camera-offline";
    const text = JSON.stringify({ type, camera: formatId(this.camera) });
    for (const { viewer } of this.#seats.values()) viewer.sendText(text);
  }

  #startClip(message: Buffer): void {
    this.#forget();
    this.#opening = message;
    for (const seat of this.#seats.values()) {
      seat.lacksStart = false;
      // Groups and guests change: who may watch is asked anew at each clip.
      seat.isShown = seat.viewer.mayWatch(message);
      if (seat.isShown) this.#passStart(seat, message);
    }
  }

  *#shown(): Generator<Seat> {
    for (const seat of this.#seats.values()) if (seat.isShown) yield seat;
  }

  /** Without opening and init frame nothing later opens; still a full seat gets no more, or its memory had no bound. */
  #passStart(seat: Seat, message: Buffer): void {
    if (!seat.lacksStart && seat.viewer.backlogBytes <= MAX_VIEWER_BACKLOG_BYTES) {
      this.#send(seat, message);
      return;
    }
    seat.lacksStart = true;
    this.#putOff(seat);
  }

  #keep({ startsGop }: FragmentHead, message: Buffer): void {
    if (startsGop) {
      this.#group = [];
      this.#groupBytes = 0;
      this.#isGroupWhole = true;
    }
    if (!this.#isGroupWhole) return;
    this.#group.push(message);
    this.#groupBytes += message.length;
    if (this.#groupBytes <= MAX_KEPT_BYTES) return;
    this.#group = [];
    this.#isGroupWhole = false;
  }

  #pass(seat: Seat, { startsGop }: FragmentHead, message: Buffer): void {
    const { backlogBytes } = seat.viewer;
    if (seat.waitsForKeyFrame) {
      if (!startsGop || backlogBytes > MAX_VIEWER_BACKLOG_BYTES / 2) return;
      seat.waitsForKeyFrame = false;
      if (seat.lacksStart) for (const start of [this.#opening, this.#init]) if (start) this.#send(seat, start);
      seat.lacksStart = false;
    } else if (backlogBytes > MAX_VIEWER_BACKLOG_BYTES) {
      this.#putOff(seat);
      return;
    }
    this.#send(seat, message);
  }

  #putOff(seat: Seat): void {
    if (seat.waitsForKeyFrame) return;
    seat.waitsForKeyFrame = true;
    this.#metrics.skipped();
    seat.viewer.sendText(JSON.stringify({ type: "skipped", camera: formatId(this.camera) }));
  }

  #send({ viewer }: Seat, message: Buffer): void {
    this.#metrics.relayed("out", message.length);
    viewer.sendBytes(message);
  }

  #forget(): void {
    this.#opening = undefined;
    this.#init = undefined;
    this.#group = [];
    this.#groupBytes = 0;
    this.#isGroupWhole = false;
  }
}

function readHead(message: Buffer): FragmentHead | undefined {
  try {
    return readFragmentHead(message, MEDIA_HEAD_BYTES);
  } catch {
    // Whatever is wrong with it: it is not a frame of this version, and goes nowhere.
    return undefined;
  }
}
