// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file RTP packets of an audio stream to samples. Sound has no keyframes: what is lost leaves a hole, and no more. */
import type { Sample } from "@nightlatch/media/elementary";
import type { RtpClock } from "@nightlatch/media/time";
import type { CameraNote } from "../camera-source.ts";
import type { RtpPacket } from "./rtp-packet.ts";
import { SequenceWindow } from "./sequence-window.ts";

export type AudioFrame = Readonly<{
  data: Uint8Array;
  /** Behind the packet's timestamp, in RTP ticks. */ offsetTicks: number;
}>;
/** One a codec. */
export type AudioPayload = Readonly<{
  /** Undefined when the packet is malformed. */
  framesOf(payload: Uint8Array): readonly AudioFrame[] | undefined;
  /** A packet was lost: what waits for its rest must not. */
  reset(): void;
}>;
export type AudioReceiverDeps = Readonly<{
  payload: AudioPayload;
  clock: RtpClock;
  /** Ticks of the track for one of RTP: some cameras count sound on another clock. */
  ticksPerRtpTick: number;
  onNewTimeline(): void;
  onSample(sample: Sample): void;
  onNote(note: CameraNote): void;
}>;

export class AudioReceiver {
  readonly #deps: AudioReceiverDeps;
  readonly #window: SequenceWindow;
  #arrivalMs = 0;

  constructor(deps: AudioReceiverDeps) {
    this.#deps = deps;
    this.#window = new SequenceWindow((packet, lostBefore) => this.#take(packet, lostBefore));
  }

  receive(packet: RtpPacket, arrivalMs: number): void {
    this.#arrivalMs = arrivalMs;
    this.#window.push(packet);
  }

  #take(packet: RtpPacket, lostBefore: number): void {
    const { payload, onNote } = this.#deps;
    if (lostBefore > 0) {
      onNote({ kind: "packets_lost", media: "audio", count: lostBefore });
      payload.reset();
    }
    const frames = payload.framesOf(packet.payload);
    if (!frames) onNote({ kind: "frame_dropped", code: "media.bad_audio" });
    for (const frame of frames ?? []) this.#emit(packet.timestamp, frame);
  }

  #emit(packetTimestamp: number, { data, offsetTicks }: AudioFrame): void {
    const { clock, ticksPerRtpTick, onNewTimeline, onSample } = this.#deps;
    const time = clock.at((packetTimestamp + offsetTicks) >>> 0, this.#arrivalMs);
    if (time.startsTimeline) onNewTimeline();
    const presentationTime = Math.round(time.ticks * ticksPerRtpTick);
    onSample({ kind: "audio", data, isKeyframe: true, presentationTime, captureTimeMs: time.captureTimeMs });
  }
}
