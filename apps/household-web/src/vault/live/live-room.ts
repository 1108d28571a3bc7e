// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file All that is watched live now, over one socket. Owns a feed a camera, shared by all views of it; a camera
 * that nobody watches is left at once, so that the hub stops sending it.
 */
import type { NightlatchError } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import { formatId, parseId, type CameraId, type ClipHeader, type DeviceId } from "@nightlatch/protocol/wire";
import type { LiveHandle, LiveInput, LiveEvent, Problem } from "../../vault-client/vault-api.ts";
import type { EpochWatch } from "../clips/epoch-watch.ts";
import type { LiveSocket } from "../server/household-server.ts";
import { knownError } from "../known-error.ts";
import { CameraFeed, type FeedKeys } from "./camera-feed.ts";
import { FeedProof } from "./feed-proof.ts";
import { LiveStream, type FeedFacts } from "./live-stream.ts";

export type RoomDeps = Readonly<{
  keys: () => FeedKeys;
  /** False until the ledger was loaded: before that there are no keys to ask for. */
  isReady: () => boolean;
  refreshKeys: () => Promise<void>;
  /** The hub of a camera, by the household's own record. */
  hubOf: (camera: CameraId) => DeviceId | undefined;
  epochs: EpochWatch;
  random: RandomSource;
  monotonicMs: () => number;
}>;

type Watched = {
  readonly camera: CameraId;
  readonly feed: CameraFeed;
  readonly proof: FeedProof;
  readonly streams: Set<LiveStream>;
  isOffline: boolean;
  problem: Problem | undefined;
  /** Of the clip that is on: see EpochWatch. */
  warning: Problem | undefined;
};

const NONCE_EVERY_MS = 1000;
const REPORT_EVERY_MS = 500;

export class LiveRoom {
  readonly #deps: RoomDeps;
  readonly #watched = new Map<string, Watched>();
  readonly #timers: readonly ReturnType<typeof setInterval>[];
  #socket: LiveSocket | undefined;
  #isConnected = false;

  constructor(deps: RoomDeps) {
    this.#deps = deps;
    this.#timers = [
      setInterval(() => this.#renewNonces(), NONCE_EVERY_MS),
      setInterval(() => this.#report(), REPORT_EVERY_MS),
    ];
  }

  useSocket(socket: LiveSocket): void {
    this.#socket = socket;
  }

  setConnected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    if (isConnected) this.#renewNonces();
    this.#report();
  }

  start({ camera, canvas }: LiveInput, listener: (event: LiveEvent) => void): LiveHandle {
    const watched = this.#watched.get(camera) ?? this.#watch(camera);
    const stream = new LiveStream({
      canvas,
      listener,
      monotonicMs: this.#deps.monotonicMs,
      facts: () => this.#factsOf(watched),
    });
    watched.streams.add(stream);
    const detach = watched.feed.attach((fragment) => stream.take(fragment));
    return {
      setSound: (on) => stream.setSound(on),
      reportShown: (captureTimeMs) => stream.reportShown(captureTimeMs),
      stop: () => {
        detach();
        stream.close();
        watched.streams.delete(stream);
        if (watched.streams.size === 0) this.#leave(watched);
      },
    };
  }

  takeOpening(camera: string, opening: Uint8Array): void {
    this.#watched.get(camera)?.feed.takeOpening(opening);
  }

  takeFrame(camera: string, frame: Uint8Array): void {
    const watched = this.#watched.get(camera);
    if (watched === undefined) return;
    watched.isOffline = false;
    watched.feed.takeFrame(frame);
  }

  takeBeacon(camera: string, beacon: Uint8Array): void {
    const watched = this.#watched.get(camera);
    if (watched === undefined) return;
    const isFirst = watched.proof.beacons.length === 0;
    try {
      watched.proof.take(beacon, this.#deps.keys().state, this.#deps.monotonicMs());
      if (isFirst) for (const stream of watched.streams) stream.report();
    } catch (error) {
      // An invalid beacon proves nothing; without a valid one the view stops saying "live" by itself.
      if (knownError(error) === undefined) throw error;
    }
  }

  takeOffline(camera: string, isOffline: boolean): void {
    const watched = this.#watched.get(camera);
    if (watched === undefined) return;
    watched.isOffline = isOffline;
    for (const stream of watched.streams) stream.report();
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.setConnected(false);
    for (const { streams } of this.#watched.values()) for (const stream of streams) stream.close();
    this.#watched.clear();
  }

  #watch(text: string): Watched {
    const camera = parseId<CameraId>(text);
    const proof = new FeedProof(camera, this.#deps.random);
    const feed = new CameraFeed({
      camera,
      keys: this.#deps.keys,
      refreshKeys: this.#deps.refreshKeys,
      onProblem: (error) => this.#takeProblem(text, error),
      onPicture: () => this.#clearProblem(text),
      hub: () => this.#deps.hubOf(camera),
      onClip: (header) => this.#takeClip(text, header),
    });
    const watched: Watched = {
      camera,
      feed,
      proof,
      streams: new Set(),
      isOffline: false,
      problem: undefined,
      warning: undefined,
    };
    this.#watched.set(text, watched);
    this.#socket?.watch(camera, proof.draw(this.#deps.monotonicMs()));
    return watched;
  }

  #leave({ camera }: Watched): void {
    this.#watched.delete(formatId(camera));
    this.#socket?.leave(camera);
  }

  #factsOf({ isOffline, problem, warning, proof }: Watched): FeedFacts {
    const { beacons, clockOffsetMs } = proof;
    return {
      isOffline: isOffline || !this.#isConnected,
      problem,
      warning,
      beacons,
      ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
    };
  }

  #takeProblem(camera: string, error: NightlatchError): void {
    const watched = this.#watched.get(camera);
    if (watched === undefined) return;
    watched.problem = { code: error.code, advice: error.advice ?? UNTRUSTED };
    for (const stream of watched.streams) stream.report();
  }

  #takeClip(camera: string, header: ClipHeader): void {
    const watched = this.#watched.get(camera);
    if (watched !== undefined) watched.warning = this.#deps.epochs.problemOf(header, this.#deps.keys().state);
  }

  #clearProblem(camera: string): void {
    const watched = this.#watched.get(camera);
    if (watched !== undefined) watched.problem = undefined;
  }

  /** Also while nothing is watched: the time at which this browser learned of an epoch is what a hub is held to. */
  #noteEpochs(): void {
    const { keys, epochs, isReady } = this.#deps;
    if (isReady()) epochs.note(keys().state).catch((error: unknown) => reportError(error));
  }

  #renewNonces(): void {
    if (!this.#isConnected) return;
    for (const { camera, proof } of this.#watched.values()) {
      this.#socket?.watch(camera, proof.draw(this.#deps.monotonicMs()));
    }
  }

  #report(): void {
    this.#noteEpochs();
    for (const { streams } of this.#watched.values()) for (const stream of streams) stream.report();
  }
}

const UNTRUSTED =
  "What the server sent was not made by your hub, so it is not shown. If this stays, check your devices.";
