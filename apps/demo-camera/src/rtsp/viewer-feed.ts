// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sends the broadcast to one playing viewer. Owns its RTP streams' place in the socket.
 * A viewer that reads too slowly loses frames up to the next keyframe, as in real cameras: memory stays bounded.
 */
import type { Socket } from "node:net";
import type { CameraTerms } from "../camera-terms.ts";
import { PacketFaults } from "../misbehaviour/packet-faults.ts";
import type { BroadcastFrame } from "../movie/broadcast.ts";
import { framePackets } from "../rtp/frame-packets.ts";
import type { RtpStream } from "../rtp/rtp-stream.ts";

const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

export type ViewerStreams = ReadonlyMap<"video" | "audio", RtpStream>;

export class ViewerFeed {
  readonly #terms: CameraTerms;
  readonly #socket: Socket;
  readonly #streams: ViewerStreams;
  readonly #faults: PacketFaults;
  readonly #reportedAtMs = new Map<"video" | "audio", number>();
  #waitsForKeyframe: boolean;
  #packetsSent = 0;

  constructor(terms: CameraTerms, socket: Socket, streams: ViewerStreams) {
    this.#terms = terms;
    this.#socket = socket;
    this.#streams = streams;
    this.#faults = new PacketFaults(terms.misbehaviour);
    this.#waitsForKeyframe = terms.startAtKeyframe && streams.has("video");
  }

  send(frame: BroadcastFrame): void {
    const stream = this.#streams.get(frame.track);
    if (stream === undefined || this.#socket.destroyed) return;
    const isKeyframe = frame.track === "audio" || frame.frame.isKeyframe;
    const isCongested = this.#socket.writableLength > MAX_UNSENT_BYTES;
    if (isCongested) this.#waitsForKeyframe = this.#streams.has("video");
    else if (frame.track === "video" && isKeyframe) this.#waitsForKeyframe = false;
    if (isCongested || this.#waitsForKeyframe) return;
    const rtpTimestamp = this.#rtpTimestamp(frame);
    const packets = framePackets(frame, this.#terms).map((payload) => stream.wrap(payload, rtpTimestamp));
    const wallMs = performance.timeOrigin + performance.now();
    this.#write([
      ...this.#dueReport(stream, frame, rtpTimestamp),
      ...packets.flatMap((packet) => this.#faults.pass(packet)),
    ]);
    const { track, index, captureWallMs } = frame;
    this.#terms.onFrameSent?.({ track, index, rtpTimestamp, wallMs, captureWallMs, isKeyframe });
  }

  /** The first packet of each track is a report, so that a client knows the time of the first picture. */
  #dueReport(stream: RtpStream, frame: BroadcastFrame, rtpTimestamp: number): Uint8Array[] {
    const nowMs = performance.now();
    const lastMs = this.#reportedAtMs.get(frame.track) ?? -Infinity;
    if (nowMs - lastMs < this.#terms.senderReportIntervalMs) return [];
    this.#reportedAtMs.set(frame.track, nowMs);
    return [stream.report(rtpTimestamp, frame.captureWallMs + this.#terms.misbehaviour.reportedClockOffsetMs)];
  }

  #rtpTimestamp(frame: BroadcastFrame): number {
    const offsetTicks = Math.round((this.#terms.misbehaviour.rtpClockOffsetMs * frame.clockHz) / 1000);
    const sum = (this.#terms.firstRtpTimestamp + frame.ticks + offsetTicks) % 2 ** 32;
    return sum < 0 ? sum + 2 ** 32 : sum;
  }

  /** One write a frame. */
  #write(packets: readonly Uint8Array[]): void {
    const endsAfter = this.#terms.misbehaviour.closeInsidePacket;
    const last = endsAfter === undefined ? undefined : packets[endsAfter - this.#packetsSent];
    this.#packetsSent += packets.length;
    if (last === undefined) {
      if (packets.length > 0) this.#socket.write(Buffer.concat(packets));
      return;
    }
    const whole = packets.slice(0, packets.indexOf(last));
    this.#socket.end(Buffer.concat([...whole, last.subarray(0, Math.ceil(last.length / 2))]));
  }
}
