// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Shows one granted camera live: each clip that the hub sealed to the grant, newest picture first. Owns the order of
 * work. Clips that are not for this grant stay shut; a fragment out of order waits for the next key frame.
 */
import { decodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { NightlatchError } from "@nightlatch/errors";
import { parseFragment, parseInitSegment } from "@nightlatch/media/mp4";
import { openGrantedClip, type GrantedClip, type GrantedFragment, type StaffSecrets } from "@nightlatch/protocol/grant";
import { decodeClipOpening, readWholeFrame, TRACKS } from "@nightlatch/protocol/wire";
import type { ViewerEvent } from "../../vault-client/vault-api.ts";
import { PicturePainter } from "./picture-painter.ts";

export type LiveViewerDeps = Readonly<{
  staff: StaffSecrets;
  grant: string;
  canvas: OffscreenCanvas;
  who: string;
  nowMs: () => number;
  tell: (event: ViewerEvent) => void;
  onError: (error: NightlatchError) => void;
}>;

/** Pictures in the decoder above which it never catches up: start again at a key frame. */
const HOPELESS = 90;
/** Sealed bytes waiting for their turn; more means that this computer can't keep up. */
const MAX_WAITING_BYTES = 24 * 1024 * 1024;

export class LiveViewer {
  readonly #deps: LiveViewerDeps;
  readonly #grant: Hash;
  readonly #painter: PicturePainter;
  #clip: GrantedClip | undefined;
  #lastSequence = -1;
  #needsKeyframe = true;
  #isShown = false;
  #work: Promise<void> = Promise.resolve();
  #waitingBytes = 0;

  constructor(deps: LiveViewerDeps) {
    this.#deps = deps;
    this.#grant = decodeBase64url(deps.grant) as Hash;
    this.#painter = new PicturePainter({
      canvas: deps.canvas,
      who: deps.who,
      nowMs: deps.nowMs,
      // Live pictures are due when they come; those that came while one was painted are not shown after it.
      due: async () => this.#painter.backlog <= CATCHING_UP,
      onShown: (shown) => {
        deps.tell({ kind: "shown", ...shown });
        if (!this.#isShown) deps.tell({ kind: "state", state: "playing" });
        this.#isShown = true;
      },
      onError: deps.onError,
    });
  }

  takeOpening(bytes: Uint8Array): void {
    this.#enqueue(bytes, () => this.#open(bytes));
  }

  takeFrame(frame: Uint8Array): void {
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#needsKeyframe = true;
      return;
    }
    this.#enqueue(frame, async () => {
      const fragment = await this.#clip?.openFragment(frame);
      if (fragment !== undefined) this.#take(fragment);
      else this.#passOver(readWholeFrame(frame).sequence);
    });
  }

  close(): void {
    this.#clip = undefined;
    this.#painter.close();
  }

  async #open(bytes: Uint8Array): Promise<void> {
    const { headerHash } = decodeClipOpening(bytes);
    // The relay sends its cache again whenever someone joins.
    if (this.#clip !== undefined && equalBytes(this.#clip.headerHash, headerHash)) return;
    this.#clip = undefined;
    this.#clip = await openGrantedClip(this.#deps.staff, { grant: this.#grant, opening: bytes });
    this.#lastSequence = -1;
    this.#needsKeyframe = true;
  }

  #take({ track, sequence, startsGop, plain }: GrantedFragment): void {
    const clip = this.#clip;
    // Repeated or turned round: the relay's cache, or an insider's replay.
    if (clip === undefined || sequence <= this.#lastSequence) return;
    const isNext = sequence === this.#lastSequence + 1;
    this.#lastSequence = sequence;
    if (track === TRACKS.init) {
      const video = parseInitSegment(plain).find((one) => one.kind === "video");
      if (video !== undefined) this.#painter.configure(video);
      return;
    }
    if (!isNext || this.#painter.backlog > HOPELESS) this.#needsKeyframe = true;
    if (track !== TRACKS.video || (this.#needsKeyframe && !startsGop)) return;
    this.#needsKeyframe = false;
    this.#painter.decode(parseFragment(plain), startsGop, clip.header.startMs);
  }

  /** Of a track that was not granted. Nothing vouches for its head: at worst a picture waits for the next key frame. */
  #passOver(sequence: number): void {
    if (sequence === this.#lastSequence + 1) this.#lastSequence = sequence;
  }

  #enqueue(bytes: Uint8Array, step: () => Promise<void>): void {
    this.#waitingBytes += bytes.length;
    this.#work = this.#work.then(async () => {
      try {
        await step();
      } catch (error) {
        if (error instanceof NightlatchError) this.#deps.onError(error as NightlatchError);
        else reportError(error);
      } finally {
        this.#waitingBytes -= bytes.length;
      }
    });
  }
}

const CATCHING_UP = 4;
