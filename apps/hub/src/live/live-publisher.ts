// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sends watched cameras to the relay, and every second a signed beacon for each: the hub's word, over the
 * viewers' own nonces, that these fragments are of now. A slow uplink skips to the next keyframe.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { encodeMediaMessage, type HubToServer } from "@nightlatch/api-contract";
import { NightlatchError } from "@nightlatch/errors";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { signBeacon } from "@nightlatch/protocol/seal";
import { formatId, MAX_VIEWER_NONCES, VIEWER_NONCE_BYTES, type CameraId, type LaneId } from "@nightlatch/protocol/wire";
import type { Clock } from "../ports/clock.ts";
import type { CameraFeed, FeedSink } from "./camera-feed.ts";

const BEACON_MS = 1000;
/** More than this waits for the network: what comes next would only be late. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;

/** The part of a live channel that is used here. */
export type RelayChannel = Readonly<{
  backlogBytes: number;
  send: (message: HubToServer) => boolean;
  sendMedia: (message: Uint8Array<ArrayBuffer>) => boolean;
}>;

export type PublisherDeps = Readonly<{ clock: Clock; hub: DeviceSecrets; lane: LaneId; channel: () => RelayChannel }>;

type Watched = { readonly feed: CameraFeed; nonces: readonly Uint8Array[]; isSkipping: boolean };

/** Owns who watches what. Forgets it when the channel breaks: the relay says it again. */
export class LivePublisher {
  readonly #deps: PublisherDeps;
  readonly #feeds = new Map<string, CameraFeed>();
  readonly #watched = new Map<string, Watched>();
  readonly #sink: FeedSink;

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
    this.#sink = {
      opening: (camera, payload) => {
        deps.channel().sendMedia(encodeMediaMessage({ kind: "opening", camera, payload }));
      },
      frame: (camera, payload, startsGop, isInit) => {
        this.#sendFrame(camera, payload, startsGop, isInit);
      },
    };
  }

  addFeed(feed: CameraFeed): void {
    this.#feeds.set(formatId(feed.camera), feed);
  }

  removeFeed(camera: CameraId): void {
    const key = formatId(camera);
    this.#feeds.get(key)?.leave();
    this.#feeds.delete(key);
    this.#watched.delete(key);
  }

  /**
   * The relay says who watches a camera now. Viewers are answered with a beacon at once. The nonces are whatever
   * viewers and server made up: a bad one is nobody's, and spoils nothing for the others.
   */
  async setViewers(camera: string, nonceTexts: readonly string[]): Promise<void> {
    const feed = this.#feeds.get(camera);
    if (feed === undefined) return;
    const nonces = nonceTexts.flatMap(readNonce).slice(0, MAX_VIEWER_NONCES);
    if (nonces.length === 0) {
      this.#watched.delete(camera);
      feed.leave();
      return;
    }
    const known = this.#watched.get(camera);
    const watched = known ?? { feed, nonces, isSkipping: false };
    watched.nonces = nonces;
    this.#watched.set(camera, watched);
    if (known === undefined) feed.watch(this.#sink);
    await this.#sendBeacon(watched);
  }

  /** The connection broke: nobody is watching through it. */
  disconnect(): void {
    for (const { feed } of this.#watched.values()) feed.leave();
    this.#watched.clear();
  }

  /** Beacons, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.clock.sleep(BEACON_MS, signal);
      for (const watched of this.#watched.values()) await this.#sendBeacon(watched);
    }
  }

  #sendFrame(camera: CameraId, payload: Uint8Array, startsGop: boolean, isInit: boolean): void {
    const watched = this.#watched.get(formatId(camera));
    if (watched === undefined) return;
    const channel = this.#deps.channel();
    const isBehind = channel.backlogBytes > MAX_BACKLOG_BYTES;
    if (startsGop) watched.isSkipping = isBehind;
    else if (isBehind && !isInit) watched.isSkipping = true;
    if (watched.isSkipping && !isInit) return;
    channel.sendMedia(encodeMediaMessage({ kind: "frame", camera, payload }));
  }

  async #sendBeacon({ feed, nonces, isSkipping }: Watched): Promise<void> {
    const { clock, hub, lane, channel } = this.#deps;
    const { position } = feed;
    // Nothing is being shown, so nothing is vouched for.
    if (position === undefined || isSkipping) return;
    const beacon = await signBeacon(hub, { lane, camera: feed.camera, nonces, ...position, atMs: clock.nowMs() });
    channel().send({ type: "beacon", camera: formatId(feed.camera), beacon: encodeBase64url(beacon) });
  }
}

/** The nonce, or nothing when the text is not exactly one. */
function readNonce(text: string): readonly Uint8Array[] {
  try {
    const nonce = decodeBase64url(text);
    return nonce.length === VIEWER_NONCE_BYTES ? [nonce] : [];
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    return [];
  }
}
