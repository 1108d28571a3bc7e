// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file From a camera's samples to sealed fragments, clip by clip. Each fragment is sealed once; the same bytes go
 * to the viewers and to the spool. A clip ends after a minute at a keyframe, when the tracks change, and at once when
 * the household's key changes: not one more fragment is sealed for a device that was put out.
 */
import { equalBytes } from "@nightlatch/bytes";
import { createFragmenter, MediaError, type Fragment, type Fragmenter } from "@nightlatch/media/fragmenter";
import type { Sample, Track, VideoTrack } from "@nightlatch/media/elementary";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { createClipSealer, type ClipSealer, type GrantTarget } from "@nightlatch/protocol/seal";
import {
  activeDevice,
  clipRecipients,
  TRACKS,
  type BootId,
  type CameraId,
  type ClipId,
  type DeviceId,
  type GapReason,
  type GroupId,
  type LedgerDevice,
  type TrackNumber,
} from "@nightlatch/protocol/wire";
import type { SourceEvent } from "../cameras/index.ts";
import type { CameraDiary } from "../diary/camera-diary.ts";
import { isSameEpoch, type ReadTerms, type SealingTerms } from "../ledger/household.ts";
import type { CameraFeed } from "../live/camera-feed.ts";
import type { ClipWriter } from "../spool/clip-writer.ts";
import { isDiskRefusal } from "../spool/disk-refusal.ts";
import type { Spool } from "../spool/spool.ts";

export const CLIP_MS = 60_000;
/** A clip that could not be stored is seen live; storing is tried again this soon. */
const UNSTORED_CLIP_MS = 5_000;
/** So long after a household's Stop, or a grant's end, pictures go on under keys that the staff has. */
const STAFF_STAYS_MS = 1_500;

export type RecorderDeps = Readonly<{
  camera: CameraId;
  hub: DeviceSecrets;
  boot: BootId;
  random: RandomSource;
  terms: ReadTerms;
  /** Whether the public log shows that a device is in: nothing is sealed to one that it does not show. */
  isProved: (device: LedgerDevice) => boolean;
  /** The time that the household's witnesses vouch for, where it has any. */
  witnessedMs: () => number | undefined;
  spool: Pick<Spool, "begin">;
  feed: CameraFeed;
  diary: CameraDiary;
  /** Whom of the staff the household lets watch this camera live now. Asked for with each fragment. */
  grants: () => readonly GrantTarget[];
  /** The first picture of a stored clip, which is for the readers of `group`. */
  onKeyframe: (clip: ClipId, group: GroupId, track: VideoTrack, keyframe: Uint8Array) => void;
  /** A sample that could not be used; `code` says why. */
  onRefused: (code: string) => void;
}>;

type OpenClip = Readonly<{
  terms: SealingTerms;
  /** Who got the clip's key by itself. */
  devices: readonly DeviceId[];
  grants: readonly GrantTarget[];
  sealer: ClipSealer;
  fragmenter: Fragmenter;
  /** Undefined: there was no room to store it. */
  writer: ClipWriter | undefined;
  startMs: number;
}>;

/** Owns the clip being recorded of one camera. Calls must not overlap. */
export class ClipRecorder {
  readonly #deps: RecorderDeps;
  #tracks: readonly Track[] = [];
  #clip: OpenClip | undefined;
  #absence: GapReason = "camera_offline";
  #staffEndMs: number | undefined;

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  /** Whether fragments are being stored right now; if not, why not. */
  get storing(): true | GapReason {
    const writer = this.#clip?.writer;
    return writer !== undefined && !writer.isOver ? true : this.#absence;
  }

  async take(event: SourceEvent): Promise<void> {
    if (event.kind === "tracks") {
      await this.end();
      this.#tracks = event.tracks;
      return;
    }
    const clip = await this.#clipFor(event.sample);
    if (clip === undefined) return;
    for (const fragment of this.#fragments(clip, event.sample)) await this.#seal(clip, fragment);
  }

  /** Ends the clip, if there is one: the camera went away, or the hub stops. */
  async end(): Promise<void> {
    const clip = this.#clip;
    this.#clip = undefined;
    if (clip === undefined) return;
    // After a change of keys nothing more is sealed under the old one, not even sound that was held back.
    const isCurrent = mayGoOn(clip, this.#deps.terms());
    for (const fragment of isCurrent ? clip.fragmenter.flush() : []) await this.#seal(clip, fragment);
    this.#stopStoring(clip);
    clip.sealer.destroy();
  }

  async #clipFor(sample: Sample): Promise<OpenClip | undefined> {
    const terms = this.#deps.terms();
    if (this.#clip !== undefined && !mayGoOn(this.#clip, terms)) await this.end();
    if (this.#isOverForStaff(sample)) await this.end();
    if (terms === undefined) return undefined;
    const canStart = sample.kind === "video" && sample.isKeyframe;
    if (!canStart || !this.#isDue(sample)) return this.#clip;
    await this.end();
    return this.#begin(terms, sample);
  }

  #isDue(keyframe: Sample): boolean {
    const clip = this.#clip;
    if (clip === undefined) return true;
    // Who may watch from now on begins with a clip of its own; who may no more gets no further one.
    if (!isSameGrants(clip.grants, this.#deps.grants())) return true;
    const isStored = clip.writer !== undefined && !clip.writer.isOver;
    const ageMs = keyframe.captureTimeMs - clip.startMs;
    // A wall clock that jumped back starts a new clip, too.
    return ageMs < 0 || ageMs >= (isStored ? CLIP_MS : UNSTORED_CLIP_MS);
  }

  /**
   * Staff that may watch no more: the next keyframe begins a clip without them. Where none comes soon the clip ends at
   * once, and pictures are lost until there is one: a household's Stop counts more.
   */
  #isOverForStaff({ captureTimeMs }: Sample): boolean {
    const clip = this.#clip;
    const now = this.#deps.grants();
    const isOver = clip?.grants.some((one) => !hasGrant(now, one)) ?? false;
    if (!isOver) this.#staffEndMs = undefined;
    else this.#staffEndMs ??= captureTimeMs + STAFF_STAYS_MS;
    return this.#staffEndMs !== undefined && captureTimeMs >= this.#staffEndMs;
  }

  async #begin(terms: SealingTerms, keyframe: Sample): Promise<OpenClip | undefined> {
    const { camera, hub, boot, random, spool, feed, onKeyframe } = this.#deps;
    const fragmenter = this.#createFragmenter();
    if (fragmenter === undefined) return undefined;
    const startMs = Math.max(0, Math.round(keyframe.captureTimeMs));
    const { lane, group, epoch, seq, state } = terms;
    // Whoever sets this hub's clock back must not give a guest more time: the witnesses' time never goes back.
    const nowMs = Math.max(startMs, this.#deps.witnessedMs() ?? 0);
    const recipients = clipRecipients(state, { group, camera, nowMs }, this.#deps.isProved);
    const { isForEpoch, devices } = recipients ?? { isForEpoch: true, devices: [] };
    const grants = this.#deps.grants();
    const place = { hub, lane, group, camera, epochKey: epoch, isForEpoch, devices, grants };
    const sealer = await createClipSealer({ ...place, seq, boot, startMs, random });
    const { clip, opening, headerHash } = sealer;
    // Making a key takes a moment. The household may have changed its own in it.
    if (!isSameEpoch(terms, this.#deps.terms())) {
      sealer.destroy();
      return undefined;
    }
    const writer = spool.begin({ camera, clip, opening, headerHash, startMs });
    if (writer === undefined) this.#absence = "disk_full";
    else await this.#noteBegin(writer, startMs);
    feed.begin(sealer);
    const holders = { devices: devices.map(({ id }) => id), grants };
    const begun: OpenClip = { terms, ...holders, sealer, fragmenter, writer, startMs };
    this.#clip = begun;
    await this.#sealPlain(begun, TRACKS.init, false, fragmenter.initSegment, keyframe.captureTimeMs, startMs);
    const video = this.#tracks.find((track) => track.kind === "video");
    // A copy: the keyframe itself is about to be sealed and forgotten.
    if (video !== undefined && writer !== undefined) onKeyframe(clip, group, video, keyframe.data.slice());
    return begun;
  }

  /** A diary that the disk has no room for stores no clip: viewers still get it, and the next item tells the gap. */
  async #noteBegin(writer: ClipWriter, startMs: number): Promise<void> {
    try {
      await this.#deps.diary.clipBegins(startMs, this.#absence);
    } catch (error) {
      if (!isDiskRefusal(error)) throw error;
      writer.end();
      this.#absence = "disk_full";
    }
  }

  #createFragmenter(): Fragmenter | undefined {
    try {
      return createFragmenter(this.#tracks);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      this.#deps.onRefused(error.code);
      return undefined;
    }
  }

  #fragments(clip: OpenClip, sample: Sample): readonly Fragment[] {
    try {
      return clip.fragmenter.push(sample);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      this.#deps.onRefused(error.code);
      return [];
    }
  }

  async #seal(clip: OpenClip, fragment: Fragment): Promise<void> {
    const timescale = this.#tracks.find((track) => (track.kind === "video" ? 1 : 2) === fragment.trackId)?.timescale;
    const endMs = fragment.captureTimeMs + (fragment.durationTicks * 1000) / (timescale ?? 90_000);
    const { trackId, startsGop, bytes, captureTimeMs } = fragment;
    await this.#sealPlain(clip, trackId, startsGop, bytes, captureTimeMs, endMs);
    forgetPlain(bytes);
  }

  async #sealPlain(
    clip: OpenClip,
    track: TrackNumber,
    startsGop: boolean,
    plain: Uint8Array,
    captureTimeMs: number,
    endMs: number,
  ): Promise<void> {
    // Asked for each fragment: a removal that was seen since the last one counts from now on.
    if (!mayGoOn(clip, this.#deps.terms())) return;
    const sealed = await clip.sealer.sealFragment({ track, startsGop, plain });
    // Viewers first: the spool's hashing does not delay the picture.
    this.#deps.feed.push(sealed, captureTimeMs);
    if (clip.writer === undefined || clip.writer.append(sealed, captureTimeMs, endMs)) return;
    this.#absence = "disk_full";
  }

  #stopStoring(clip: OpenClip): void {
    const { writer } = clip;
    if (writer === undefined || writer.isOver) return;
    writer.end();
    this.#deps.diary.clipEnds(writer.endMs);
    this.#absence = "camera_offline";
  }
}

/** Whether everyone who holds the clip's key is still in: a guest's going changes no epoch. */
function mayGoOn({ terms, devices }: OpenClip, now: SealingTerms | undefined): boolean {
  if (!isSameEpoch(terms, now)) return false;
  return now === undefined || devices.every((device) => activeDevice(now.state, device) !== undefined);
}

function isSameGrants(a: readonly GrantTarget[], b: readonly GrantTarget[]): boolean {
  return a === b || (a.length === b.length && a.every((one) => hasGrant(b, one)));
}

function hasGrant(grants: readonly GrantTarget[], { grant }: GrantTarget): boolean {
  return grants.some((one) => equalBytes(one.grant, grant));
}

/**
 * Gives the memory of a sealed fragment back at once. The collector gets to it late, and marks the whole heap whenever
 * 64 MiB of buffers wait for it: with plain pictures among them that was a fifth of the hub's CPU (bench/hub.ts).
 */
function forgetPlain(bytes: Uint8Array<ArrayBuffer>): void {
  bytes.buffer.transfer(0);
}
