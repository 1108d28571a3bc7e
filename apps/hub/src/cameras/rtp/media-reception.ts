// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file From interleaved packets to events: which channel is which stream, sender reports, and the watch over silence. */
import { CameraWallClock, RtpClock } from "@nightlatch/media/time";
import type { Clock } from "../../ports/clock.ts";
import type { CameraNote, CameraTimeouts, SourceEvent } from "../camera-source.ts";
import { CameraError } from "../errors.ts";
import { MediaGate } from "../media-gate.ts";
import type { ChosenStreams } from "../rtsp/choose-streams.ts";
import { describedParameters } from "../rtsp/described-parameters.ts";
import type { InterleavedChannels } from "../rtsp/transport-header.ts";
import { openAudio } from "./audio-format.ts";
import { AudioReceiver } from "./audio-receiver.ts";
import { h264Payload } from "./h264-payload.ts";
import { h265Payload } from "./h265-payload.ts";
import { ParameterSets } from "./parameter-sets.ts";
import { parseRtcp } from "./rtcp-packet.ts";
import { parseRtpPacket, type RtpPacket } from "./rtp-packet.ts";
import { buildVideoTrack } from "./video-format.ts";
import { VideoReceiver } from "./video-receiver.ts";

export type ReceptionHandlers = Readonly<{ onEvent(event: SourceEvent): void; onNote(note: CameraNote): void }>;
export type StreamChannels = Readonly<{ video: InterleavedChannels; audio: InterleavedChannels | undefined }>;
type Receiver = Readonly<{ receive(packet: RtpPacket, arrivalMs: number): void }>;
type PacketHandler = (packet: Uint8Array) => void;

/** Owns the receivers of one session's streams. */
export class MediaReception {
  readonly #clock: Clock;
  readonly #handlers: ReceptionHandlers;
  readonly #channels = new Map<number, PacketHandler>();
  readonly #wallClock = new CameraWallClock();
  #lastPacketMs = 0;
  #lastPictureMs = 0;

  constructor(clock: Clock, handlers: ReceptionHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
  }

  /** @throws camera.bad_stream when two streams share a channel */
  begin(streams: ChosenStreams, channels: StreamChannels): void {
    const { onEvent, onNote } = this.#handlers;
    this.forgive();
    const audio = streams.audio && openAudio(streams.audio, onNote);
    const gate = new MediaGate(audio?.track, onEvent);
    this.#beginVideo(streams, channels.video, gate);
    if (!streams.audio || !audio || !channels.audio) return;
    const clockRateHz = streams.audio.description.clockRate;
    const clock = new RtpClock({ clockRateHz, wallClock: this.#wallClock });
    const receiver = new AudioReceiver({
      payload: audio.payload,
      clock,
      ticksPerRtpTick: audio.track.timescale / clockRateHz,
      onNewTimeline: () => gate.restartTimeline(),
      onSample: (sample) => gate.audio(sample),
      onNote,
    });
    this.#listen(channels.audio, streams.audio.description.payloadType, clock, receiver);
  }

  receive(channel: number, packet: Uint8Array): void {
    this.#channels.get(channel)?.(packet);
  }

  /** Silence up to now does not count. */
  forgive(): void {
    this.#lastPacketMs = this.#clock.monotonicMs();
    this.#lastPictureMs = this.#lastPacketMs;
  }

  /** @throws camera.silent, camera.bad_stream */
  checkSilence({ silenceMs, keyframeMs }: Pick<CameraTimeouts, "silenceMs" | "keyframeMs">): void {
    const now = this.#clock.monotonicMs();
    if (now - this.#lastPacketMs >= silenceMs) throw new CameraError("camera.silent", `no video for ${silenceMs} ms`);
    if (now - this.#lastPictureMs < keyframeMs) return;
    throw new CameraError("camera.bad_stream", `no picture that could be used for ${keyframeMs} ms`);
  }

  #beginVideo({ video }: ChosenStreams, channels: InterleavedChannels, gate: MediaGate): void {
    const clock = new RtpClock({ clockRateHz: video.description.clockRate, wallClock: this.#wallClock });
    const receiver = new VideoReceiver({
      payload: video.codec === "h264" ? h264Payload : h265Payload,
      clock,
      parameterSets: new ParameterSets(describedParameters(video)),
      onParameterSets: (sets) => gate.changeVideo(buildVideoTrack(video.codec, sets)),
      onNewTimeline: () => gate.restartTimeline(),
      onSample: (sample) => {
        this.#lastPictureMs = this.#clock.monotonicMs();
        gate.video(sample);
      },
      onNote: this.#handlers.onNote,
    });
    this.#listen(channels, video.description.payloadType, clock, {
      receive: (packet, arrivalMs) => {
        this.#lastPacketMs = this.#clock.monotonicMs();
        receiver.receive(packet, arrivalMs);
      },
    });
  }

  #listen({ rtp, rtcp }: InterleavedChannels, payloadType: number, clock: RtpClock, receiver: Receiver): void {
    if (this.#channels.has(rtp) || this.#channels.has(rtcp) || rtp === rtcp) {
      throw new CameraError("camera.bad_stream", "two streams on one channel");
    }
    this.#channels.set(rtp, (bytes) => {
      const packet = parseRtpPacket(bytes);
      // Other payload types are other encodings of the stream, such as comfort noise.
      if (packet?.payloadType === payloadType) receiver.receive(packet, this.#clock.nowMs());
    });
    this.#channels.set(rtcp, (bytes) => {
      const { senderReport, isGoodbye } = parseRtcp(bytes);
      if (isGoodbye) throw new CameraError("camera.disconnected", "the camera ended the stream");
      if (senderReport) clock.report(senderReport.ntpTime, senderReport.rtpTimestamp, this.#clock.nowMs());
    });
  }
}
