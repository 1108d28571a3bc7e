// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One camera's live fragments, opened: from what the relay sends to what decoders take. Owns the order of
 * work (one fragment after the other), the clip that is open, and the opened fragments since the last key frame,
 * so that a second view of the same camera starts at once.
 */
import { equalBytes } from "@nightlatch/bytes";
import { hasCode, NightlatchError } from "@nightlatch/errors";
import { parseFragment, parseInitSegment, type ParsedFragment } from "@nightlatch/media/mp4";
import type { Track } from "@nightlatch/media/elementary";
import type { Keyring } from "@nightlatch/protocol/keys";
import { openClip, type ClipOpener, type ClipReader, type OpenedFragment } from "@nightlatch/protocol/open";
import {
  decodeClipOpening,
  isFromActiveHub,
  TRACKS,
  type CameraId,
  type ClipHeader,
  type ClipOpening,
  type DeviceId,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import { knownError } from "../known-error.ts";
import { FragmentGate } from "./fragment-gate.ts";

export type FeedClip = Readonly<{
  header: ClipHeader;
  headerHash: Uint8Array;
  init: Uint8Array;
  tracks: readonly Track[];
}>;
export type FeedFragment = Readonly<{
  clip: FeedClip;
  sequence: number;
  startsGop: boolean;
  bytes: Uint8Array;
  parsed: ParsedFragment;
}>;

/** Takes opened fragments. Begins with the clip and its fragments since the last key frame. */
export type FeedSink = (fragment: FeedFragment) => void;

/** `device`: a guest's clips are sealed to it alone. */
export type FeedKeys = Readonly<{ state: LedgerState; keyring: Keyring; device?: ClipReader }>;
export type FeedDeps = Readonly<{
  camera: CameraId;
  keys: () => FeedKeys;
  /** Asks the server for newer ledger entries: a clip may be sealed under an epoch that is minutes old. */
  refreshKeys: () => Promise<void>;
  /** The hub that the household's own record names for this camera. */
  hub: () => DeviceId | undefined;
  onProblem: (error: NightlatchError) => void;
  /** A clip was opened: its pictures come next. */
  onClip: (header: ClipHeader) => void;
  /** A genuine picture came: whatever was wrong is over. */
  onPicture: () => void;
}>;

/** Sealed bytes waiting for their turn; more means that this browser can't keep up. */
const MAX_WAITING_BYTES = 24 * 1024 * 1024;

/** Kept for a second view since the last key frame, as much as server and hub keep: a camera may send none for long. */
export const MAX_GOP_BYTES = 16 * 1024 * 1024;

export class CameraFeed {
  readonly #deps: FeedDeps;
  readonly #sinks = new Set<FeedSink>();
  readonly #gate = new FragmentGate();
  #opener: ClipOpener | undefined;
  /** What opens the frames that arrive now: there once the openings before them were worked through. */
  #arriving: Promise<ClipOpener | undefined> = Promise.resolve(undefined);
  #clip: FeedClip | undefined;
  #gop: FeedFragment[] = [];
  #gopBytes = 0;
  #work: Promise<void> = Promise.resolve();
  #waitingBytes = 0;

  constructor(deps: FeedDeps) {
    this.#deps = deps;
  }

  attach(sink: FeedSink): () => void {
    for (const fragment of this.#gop) sink(fragment);
    this.#sinks.add(sink);
    return () => void this.#sinks.delete(sink);
  }

  takeOpening(bytes: Uint8Array): void {
    this.#enqueue(bytes, () => this.#openClip(bytes));
    this.#arriving = this.#work.then(() => this.#opener);
  }

  takeFrame(frame: Uint8Array): void {
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#gate.awaitKeyframe();
      return;
    }
    // Begun at once, taken in order: a browser opens many frames in the time that it takes to wait for each.
    const opened = this.#arriving.then((opener) => opener?.openFragment(frame));
    // What fails is told when its turn comes.
    opened.catch(() => undefined);
    this.#enqueue(frame, () => this.#takeOpened(opened));
  }

  /** Resolves when all that was taken has been worked through. */
  settled(): Promise<void> {
    return this.#work;
  }

  #enqueue(bytes: Uint8Array, step: () => Promise<void>): void {
    this.#waitingBytes += bytes.length;
    this.#work = this.#work.then(async () => {
      try {
        await step();
      } catch (error) {
        const known = knownError(error);
        // A bug must not end the chain: all later pictures hang on it.
        if (known === undefined) reportError(error);
        else this.#deps.onProblem(known);
      } finally {
        this.#waitingBytes -= bytes.length;
      }
    });
  }

  async #openClip(bytes: Uint8Array): Promise<void> {
    const opening = decodeClipOpening(bytes);
    // The relay sends its cache again whenever someone joins.
    if (this.#opener !== undefined && equalBytes(this.#opener.headerHash, opening.headerHash)) return;
    if (!equalBytes(opening.header.camera, this.#deps.camera)) {
      throw new NightlatchError("live.wrong_camera", "the relay sent another camera's pictures");
    }
    const opener = await this.#openWithFreshKeys(opening);
    this.#assertOwnHub(opener.header);
    this.#opener = opener;
    this.#deps.onClip(opener.header);
    this.#clip = undefined;
    this.#gate.startClip();
  }

  async #openWithFreshKeys(opening: ClipOpening): Promise<ClipOpener> {
    try {
      return await this.#openNow(opening);
    } catch (error) {
      if (!hasCode(error, "protocol.unknown_epoch") && !hasCode(error, "protocol.unknown_device")) throw error;
      await this.#deps.refreshKeys();
      return this.#openNow(opening);
    }
  }

  #openNow(opening: ClipOpening): Promise<ClipOpener> {
    const { state, keyring, device } = this.#deps.keys();
    if (!isFromActiveHub(opening, state)) {
      throw new NightlatchError("protocol.unknown_device", "no hub of this household sends this now");
    }
    return openClip(opening, state, keyring, device);
  }

  /** Two hubs of one household must not stand in for each other. */
  #assertOwnHub({ hub }: ClipHeader): void {
    const own = this.#deps.hub();
    if (own !== undefined && equalBytes(own, hub)) return;
    throw new NightlatchError("live.wrong_hub", "another hub than the camera's sends this");
  }

  async #takeOpened(opened: Promise<OpenedFragment | undefined>): Promise<void> {
    // Opened before it is judged: a forged head must not move the gate.
    const fragment = await opened;
    if (fragment === undefined || this.#opener === undefined) return;
    const { track, startsGop, sequence, plain } = fragment;
    if (this.#gate.judge({ track, startsGop, sequence }) !== "take") return;
    if (track === TRACKS.init) {
      const { header, headerHash } = this.#opener;
      this.#clip ??= { header, headerHash, init: plain, tracks: parseInitSegment(plain) };
      return;
    }
    if (this.#clip === undefined) return;
    this.#deliver({ clip: this.#clip, sequence, startsGop, bytes: plain, parsed: parseFragment(plain) });
  }

  #deliver(fragment: FeedFragment): void {
    if (fragment.startsGop) {
      this.#forgetGop();
      this.#deps.onPicture();
    }
    if (fragment.startsGop || this.#gop.length > 0) this.#keep(fragment);
    for (const sink of this.#sinks) sink(fragment);
  }

  /** Too much: a second view starts at the next key frame instead. */
  #keep(fragment: FeedFragment): void {
    this.#gop.push(fragment);
    this.#gopBytes += fragment.bytes.length;
    if (this.#gopBytes > MAX_GOP_BYTES) this.#forgetGop();
  }

  #forgetGop(): void {
    this.#gop = [];
    this.#gopBytes = 0;
  }
}
