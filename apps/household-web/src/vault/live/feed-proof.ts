// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Nonces and beacons of one camera: what proves that its pictures are from now. Owns the nonces that this
 * viewer drew a moment ago. Pure but for the randomness it is given; times are this browser's monotonic clock.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  ProtocolError,
  VIEWER_NONCE_BYTES,
  verifyBeacon,
  type Beacon,
  type CameraId,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import type { ProvedBeacon } from "./live-verdict.ts";

type DrawnNonce = Readonly<{ nonce: Uint8Array; sentMs: number }>;

/** Beacons come each second, answers a little later: older nonces prove nothing any more. */
const REMEMBERED_NONCES = 6;
const OFFSET_SAMPLES = 20;

export class FeedProof {
  readonly #camera: CameraId;
  readonly #random: RandomSource;
  #nonces: readonly DrawnNonce[] = [];
  #beacons: readonly ProvedBeacon[] = [];
  #offsets: readonly number[] = [];

  constructor(camera: CameraId, random: RandomSource) {
    this.#camera = camera;
    this.#random = random;
  }

  /** The last two, the newest first: a picture on screen may be from before the newest one. */
  get beacons(): readonly ProvedBeacon[] {
    return this.#beacons;
  }

  /** Hub clock to this clock: the smallest of the last differences has the least waiting in it. */
  get clockOffsetMs(): number | undefined {
    return this.#offsets.length === 0 ? undefined : Math.min(...this.#offsets);
  }

  /** A nonce to send now. */
  draw(nowMs: number): Uint8Array {
    const nonce = this.#random(VIEWER_NONCE_BYTES);
    this.#nonces = [...this.#nonces.slice(1 - REMEMBERED_NONCES), { nonce, sentMs: nowMs }];
    return nonce;
  }

  /** @throws protocol.* for a beacon that an active hub did not sign for one of this viewer's nonces */
  take(signedBeacon: Uint8Array, state: LedgerState, nowMs: number): void {
    const { beacon, sentMs } = this.#verify(signedBeacon, state);
    if (!equalBytes(beacon.camera, this.#camera)) {
      throw new ProtocolError("protocol.not_allowed", "the beacon belongs to another camera");
    }
    this.#offsets = [...this.#offsets.slice(1 - OFFSET_SAMPLES), nowMs - beacon.atMs];
    const { header, sequence, captureMs, atMs } = beacon;
    const proved = { header, sequence, captureMs, atMs, provedMs: sentMs, arrivedMs: nowMs };
    this.#beacons = [proved, ...this.#beacons.slice(0, 1)];
  }

  /** The newest nonce first: it proves most. */
  #verify(signedBeacon: Uint8Array, state: LedgerState): Readonly<{ beacon: Beacon; sentMs: number }> {
    let failure = new ProtocolError("protocol.not_allowed", "no nonce was drawn");
    for (const { nonce, sentMs } of [...this.#nonces].reverse()) {
      try {
        return { beacon: verifyBeacon(signedBeacon, state, nonce), sentMs };
      } catch (error) {
        if (!(error instanceof ProtocolError) || error.code !== "protocol.not_allowed") throw error;
        failure = error;
      }
    }
    throw failure;
  }
}
