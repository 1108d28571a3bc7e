// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file RTP packets of a video stream to whole pictures. A picture leaves with the packet that carries its marker bit.
 * After loss or damage nothing leaves until the next keyframe: a decoder would smear it over what comes behind.
 */
import { joinLengthPrefixed, type Sample } from "@nightlatch/media/elementary";
import { FRAGMENT_HEADROOM_BYTES } from "@nightlatch/media/mp4";
import type { RtpClock } from "@nightlatch/media/time";
import type { CameraNote } from "../camera-source.ts";
import { CameraError } from "../errors.ts";
import { AccessUnit } from "./access-unit.ts";
import type { ParameterSets, ParameterSetList } from "./parameter-sets.ts";
import type { RtpPacket } from "./rtp-packet.ts";
import { SequenceWindow } from "./sequence-window.ts";
import type { VideoPayload } from "./video-payload.ts";

export type VideoReceiverDeps = Readonly<{
  payload: VideoPayload;
  clock: RtpClock;
  parameterSets: ParameterSets;
  /** Right before the keyframe that needs them. @throws camera.bad_stream */
  onParameterSets(sets: ParameterSetList): void;
  /** Right before the keyframe that begins it. */
  onNewTimeline(): void;
  onSample(sample: Sample): void;
  onNote(note: CameraNote): void;
}>;

/** A camera whose every picture is broken will not get better by waiting. */
const MAX_DAMAGED_IN_A_ROW = 30;

/** Owns the picture that is arriving. */
export class VideoReceiver {
  readonly #deps: VideoReceiverDeps;
  readonly #window: SequenceWindow;
  readonly #unit = new AccessUnit();
  #unitTimestamp = 0;
  #damage: string | undefined;
  #lastEmittedTimestamp: number | undefined;
  #arrivalMs = 0;
  #needsKeyframe = true;
  #skipsLeading = false;
  #isNewTimeline = false;
  #trustsMarker = true;
  #damagedInARow = 0;

  constructor(deps: VideoReceiverDeps) {
    this.#deps = deps;
    this.#window = new SequenceWindow((packet, lostBefore) => this.#take(packet, lostBefore));
  }

  /** @throws camera.bad_stream */
  receive(packet: RtpPacket, arrivalMs: number): void {
    this.#arrivalMs = arrivalMs;
    this.#window.push(packet);
  }

  #take(packet: RtpPacket, lostBefore: number): void {
    if (lostBefore > 0) {
      this.#deps.onNote({ kind: "packets_lost", media: "video", count: lostBefore });
      if (!this.#unit.isEmpty) this.#damage ??= "camera.packets_lost";
      this.#needsKeyframe = true;
    }
    if (packet.timestamp !== this.#unitTimestamp) this.#finish();
    this.#unitTimestamp = packet.timestamp;
    if (lostBefore > 0 && packet.timestamp === this.#lastEmittedTimestamp) this.#damage ??= "camera.packets_lost";
    if (this.#damage === undefined && !this.#deps.payload.addTo(this.#unit, packet.payload)) {
      this.#damage = "media.truncated_nal";
    }
    if (packet.marker && this.#trustsMarker) this.#finish();
  }

  /** The picture is complete, or as complete as it gets. */
  #finish(): void {
    if (this.#unit.isTruncated) this.#damage ??= "media.truncated_nal";
    const nals = this.#unit.nals;
    const slices = this.#damage === undefined ? this.#sort(nals) : [];
    if (this.#damage !== undefined) this.#dropDamaged(this.#damage);
    else if (slices.length > 0) this.#emit(slices);
    this.#damage = undefined;
    this.#unit.reset();
  }

  /** Takes parameter sets aside. Answers what belongs to the picture; nothing when there is no slice yet. */
  #sort(nals: readonly Uint8Array[]): readonly Uint8Array[] {
    const { payload, parameterSets } = this.#deps;
    const kept: Uint8Array[] = [];
    let firstSlice: Uint8Array | undefined;
    for (const nal of nals) {
      const role = payload.roleOf(nal);
      if (role === "parameters") {
        if (!parameterSets.add(payload.parameterKind(nal), nal.slice())) this.#damage = "media.bad_parameter_sets";
      } else if (role !== "ignored") {
        kept.push(nal);
        if (role !== "kept") firstSlice ??= nal;
      }
    }
    if (!firstSlice) return [];
    if (!payload.startsPicture(firstSlice)) {
      // Some cameras mark every slice. The rest of a picture that already left shows it: from now on time parts them.
      if (this.#unitTimestamp === this.#lastEmittedTimestamp) this.#trustsMarker = false;
      this.#damage ??= "media.truncated_nal";
    }
    return kept;
  }

  #dropDamaged(code: string): void {
    // The first packets may belong to a picture that began before we came: that is no damage to tell of.
    const isJoining = this.#lastEmittedTimestamp === undefined && this.#damagedInARow === 0;
    if (!isJoining) this.#deps.onNote({ kind: "frame_dropped", code });
    this.#deps.parameterSets.forgetArrived();
    this.#needsKeyframe = true;
    this.#damagedInARow += 1;
    if (this.#damagedInARow < MAX_DAMAGED_IN_A_ROW) return;
    throw new CameraError("camera.bad_stream", `${MAX_DAMAGED_IN_A_ROW} damaged pictures in a row (${code})`);
  }

  #emit(nals: readonly Uint8Array[]): void {
    const { payload, clock } = this.#deps;
    const isKeyframe = nals.some((nal) => payload.roleOf(nal) === "keyframe-slice");
    const time = clock.at(this.#unitTimestamp, this.#arrivalMs);
    if (time.startsTimeline) {
      this.#isNewTimeline = true;
      this.#needsKeyframe = true;
      this.#deps.onNote({ kind: "timeline_jumped" });
    }
    if (isKeyframe) this.#beginGroup();
    else if (this.#needsKeyframe || (this.#skipsLeading && nals.some(payload.isLeading))) return;
    this.#damagedInARow = 0;
    this.#lastEmittedTimestamp = this.#unitTimestamp;
    const { ticks, captureTimeMs } = time;
    this.#deps.onSample({
      kind: "video",
      data: joinLengthPrefixed(nals, FRAGMENT_HEADROOM_BYTES),
      headroomBytes: FRAGMENT_HEADROOM_BYTES,
      isKeyframe,
      presentationTime: ticks,
      captureTimeMs,
    });
  }

  #beginGroup(): void {
    const { parameterSets, onParameterSets, onNewTimeline } = this.#deps;
    if (parameterSets.takeArrived()) onParameterSets(parameterSets.current);
    if (this.#isNewTimeline) onNewTimeline();
    this.#isNewTimeline = false;
    this.#skipsLeading = this.#needsKeyframe;
    this.#needsKeyframe = false;
  }
}
