// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a viewer needs to see a camera at once: the clip's opening, its init segment, and the sealed fragments
 * since the last keyframe. Kept always, sent only while somebody watches.
 */
import type { ClipSealer, SealedFragment } from "@nightlatch/protocol/seal";
import { TRACKS, type CameraId, type ClipId } from "@nightlatch/protocol/wire";
import type { Hash } from "@nightlatch/crypto/keys";

/** A group of pictures longer than this is not kept whole: a viewer then waits for the next keyframe. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** Takes a camera's sealed bytes, in order. */
export type FeedSink = Readonly<{
  opening: (camera: CameraId, opening: Uint8Array) => void;
  frame: (camera: CameraId, frame: Uint8Array, startsGop: boolean, isInit: boolean) => void;
}>;

/** What a beacon vouches for: the newest fragment. */
export type FeedPosition = Readonly<{ clip: ClipId; header: Hash; sequence: number; captureMs: number }>;

/** Without the plain picture: that is forgotten once it is sealed. */
type KeptFrame = Pick<SealedFragment, "frame" | "startsGop">;

/** Owns the sealed fragments since the last keyframe of one camera. */
export class CameraFeed {
  readonly camera: CameraId;
  readonly #onWatched: () => void;
  #clip: Readonly<{ clip: ClipId; header: Hash; opening: Uint8Array }> | undefined;
  #init: Uint8Array | undefined;
  #sinceKeyframe: KeptFrame[] = [];
  #keptBytes = 0;
  #position: FeedPosition | undefined;
  #sink: FeedSink | undefined;

  /** `onWatched`: somebody begins to watch, and has got what there is. */
  constructor(camera: CameraId, onWatched: () => void = () => undefined) {
    this.camera = camera;
    this.#onWatched = onWatched;
  }

  get isWatched(): boolean {
    return this.#sink !== undefined;
  }

  /** Undefined before the first picture. */
  get position(): FeedPosition | undefined {
    return this.#position;
  }

  begin(sealer: Pick<ClipSealer, "clip" | "headerHash" | "opening">): void {
    this.#clip = { clip: sealer.clip, header: sealer.headerHash, opening: sealer.opening };
    this.#init = undefined;
    this.#forgetPictures();
    this.#sink?.opening(this.camera, sealer.opening);
  }

  push(fragment: SealedFragment, captureTimeMs: number): void {
    const clip = this.#clip;
    if (clip === undefined) return;
    if (fragment.track === TRACKS.init) this.#init = fragment.frame;
    else this.#keep(fragment);
    const captureMs = Math.max(0, Math.round(captureTimeMs));
    this.#position = { clip: clip.clip, header: clip.header, sequence: fragment.sequence, captureMs };
    this.#sink?.frame(this.camera, fragment.frame, fragment.startsGop, fragment.track === TRACKS.init);
  }

  /** Somebody watches: gets all since the last keyframe at once, then each fragment as it comes. */
  watch(sink: FeedSink): void {
    this.#sink = sink;
    if (this.#clip !== undefined) sink.opening(this.camera, this.#clip.opening);
    if (this.#init !== undefined) sink.frame(this.camera, this.#init, false, true);
    for (const { frame, startsGop } of this.#sinceKeyframe) sink.frame(this.camera, frame, startsGop, false);
    this.#onWatched();
  }

  /** Nobody watches any more. */
  leave(): void {
    this.#sink = undefined;
  }

  #keep({ frame, startsGop }: SealedFragment): void {
    if (startsGop) this.#forgetPictures();
    else if (this.#sinceKeyframe.length === 0) return;
    this.#keptBytes += frame.length;
    if (this.#keptBytes > MAX_KEPT_BYTES) this.#forgetPictures();
    else this.#sinceKeyframe.push({ frame, startsGop });
  }

  #forgetPictures(): void {
    this.#sinceKeyframe = [];
    this.#keptBytes = 0;
  }
}
