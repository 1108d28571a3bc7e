// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a camera sends in packets: RTP, RTCP, and the way from packets to pictures and sound. */
import { concatBytes } from "@nightlatch/bytes";
import type { G711Law } from "@nightlatch/media/elementary";
import { RtpClock } from "@nightlatch/media/time";
import { AacPayload, type AacFormat } from "../../../apps/hub/src/cameras/rtp/aac-payload.ts";
import { MAX_ACCESS_UNIT_BYTES } from "../../../apps/hub/src/cameras/rtp/access-unit.ts";
import { openAudio } from "../../../apps/hub/src/cameras/rtp/audio-format.ts";
import { h264Payload } from "../../../apps/hub/src/cameras/rtp/h264-payload.ts";
import { h265Payload } from "../../../apps/hub/src/cameras/rtp/h265-payload.ts";
import { ParameterSets } from "../../../apps/hub/src/cameras/rtp/parameter-sets.ts";
import { parseRtcp } from "../../../apps/hub/src/cameras/rtp/rtcp-packet.ts";
import { parseRtpPacket } from "../../../apps/hub/src/cameras/rtp/rtp-packet.ts";
import { buildVideoTrack } from "../../../apps/hub/src/cameras/rtp/video-format.ts";
import type { VideoPayload } from "../../../apps/hub/src/cameras/rtp/video-payload.ts";
import { VideoReceiver } from "../../../apps/hub/src/cameras/rtp/video-receiver.ts";
import { promised, type FuzzTarget, type TargetFamily } from "../target.ts";
import { H264_PPS, H264_SPS, H265_PPS, H265_SPS, H265_VPS } from "./sample-tracks.ts";

const FRAME_MS = 66;
const TICKS_A_FRAME = 6_000;
const AAC_HBR: AacFormat = { sizeBits: 13, indexBits: 3, indexDeltaBits: 3 };

export const rtp: TargetFamily = {
  "rtp-packet": () => ({
    form: "bytes",
    seeds: [
      rtpPacket(1, 0, true, [0x65, 0x88]),
      Uint8Array.of(0xb2, 96, ...new Uint8Array(18), 0, 1, ...new Uint8Array(5), 1),
    ],
    codes: [],
    judge(input) {
      const packet = parseRtpPacket(input);
      if (packet === undefined) return "no packet";
      promised(packet.payload.length <= input.length - 12, "a payload longer than its packet");
      return packet.payload.length === 0 ? "empty" : "packet";
    },
  }),
  rtcp: () => ({
    form: "bytes",
    seeds: [Uint8Array.of(0x80, 200, 0, 6, ...new Uint8Array(24), 0x81, 203, 0, 1, 0, 0, 0, 0)],
    codes: [],
    judge(input) {
      const { senderReport, isGoodbye } = parseRtcp(input);
      return `${senderReport === undefined ? "no report" : "report"} ${String(isGoodbye)}`;
    },
  }),
  "h264-pictures": () =>
    pictures("h264", h264Payload, [
      ...[H264_SPS[0], H264_PPS[0], [0x65, 0x88, 0x84]].map((nal) => Array.from(nal ?? [])),
      [0x41, 0x9a, 0x02],
      [0x18, 0, 3, 0x67, 0x4d, 0x40, 0, 2, 0x68, 0xee],
      [0x7c, 0x85, 0x88, 1],
      [0x7c, 0x05, 2],
      [0x7c, 0x45, 3, 4],
    ]),
  "h265-pictures": () =>
    pictures("h265", h265Payload, [
      ...[H265_VPS, H265_SPS, H265_PPS].map((nal) => Array.from(nal)),
      [0x26, 1, 0xaf, 1, 2],
      [0x60, 1, 0, 3, 0x42, 1, 1, 0, 2, 0x44, 1],
      [0x62, 1, 0x93, 0xaf, 1],
      [0x62, 1, 0x13, 2],
      [0x62, 1, 0x53, 3, 4],
    ]),
  "aac-frames": () => ({
    form: "bytes",
    seeds: [
      [0, 16, 0, 24, 1, 2, 3],
      [0, 32, 0, 16, 0, 8, 1, 2, 3],
      [0, 16, 1, 0, 1, 2],
    ].map((bytes) => frames([bytes, bytes])),
    codes: [],
    judge(input) {
      const aac = new AacPayload(AAC_HBR);
      let [sent, got] = [0, 0];
      for (const payload of packetsIn(input)) {
        sent += payload.length;
        got += (aac.push(payload) ?? []).reduce((sum, frame) => sum + frame.length, 0);
      }
      promised(got <= sent, "made sound out of nothing");
      return got > 0 ? "sound" : "silence";
    },
  }),
  "g711-frames": () => ({
    form: "bytes",
    seeds: (["pcmu", "pcma"] as const).map((_, law) =>
      concatBytes(
        Uint8Array.of(law),
        new Uint8Array(160).map((_byte, i) => i * 7),
      ),
    ),
    codes: [],
    judge(input) {
      const codec: G711Law = (input[0] ?? 0) % 2 === 0 ? "pcmu" : "pcma";
      const description = {
        media: "audio",
        payloadType: 0,
        encoding: codec,
        clockRate: 8_000,
        channels: 1,
        format: new Map(),
        control: "",
      };
      const opened = openAudio({ codec, description }, () => undefined);
      const encoded = opened?.payload.framesOf(input.subarray(1));
      // FLAC writes what it cannot shorten as it is: two bytes a sample and a small head.
      for (const { data } of encoded ?? [])
        promised(data.length <= 2 * input.length + 64, "a frame far longer than its sound");
      return encoded === undefined ? "refused" : codec;
    },
  }),
};

/** The input is a row of packets, each behind its length; sequence numbers and times count on, unless a flag skips. */
function pictures(codec: "h264" | "h265", payload: VideoPayload, nals: readonly (readonly number[])[]): FuzzTarget {
  return {
    form: "bytes",
    seeds: [frames(nals), ...nals.map((nal) => frames([nal]))],
    codes: ["camera.bad_stream", "media.bad_parameter_sets", "media.truncated_nal"],
    judge(input) {
      const seen = new Set<string>();
      let pictureBytes = 0;
      const receiver = new VideoReceiver({
        payload,
        clock: new RtpClock({ clockRateHz: 90_000 }),
        parameterSets: new ParameterSets({ vps: [], sps: [], pps: [] }),
        onParameterSets: (sets) => seen.add(buildVideoTrack(codec, sets).codec),
        onNewTimeline: () => undefined,
        onSample: ({ data, isKeyframe }) => {
          pictureBytes = Math.max(pictureBytes, data.length);
          seen.add(isKeyframe ? "key" : "delta");
        },
        onNote: (note) => seen.add(note.kind === "frame_dropped" ? note.code : note.kind),
      });
      packetsIn(input).forEach((bytes, index) => {
        const packet = {
          payloadType: 96,
          marker: index % 3 === 2,
          sequence: (index * (bytes[0] === 0xff ? 2 : 1)) & 0xffff,
          ssrc: 1,
        };
        const time = Math.floor(index / 3);
        receiver.receive({ ...packet, timestamp: time * TICKS_A_FRAME, payload: bytes }, time * FRAME_MS);
      });
      promised(pictureBytes <= MAX_ACCESS_UNIT_BYTES + 4 * 1_024, "a picture over its bound");
      return [...seen].toSorted().join(" ");
    },
  };
}

/** Each behind two bytes of length. */
function frames(packets: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(packets.flatMap((bytes) => [bytes.length >> 8, bytes.length & 0xff, ...bytes]));
}

/** The twin of `frames`; a last one that is cut short is taken as it is. */
function packetsIn(input: Uint8Array): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let at = 0; at + 2 <= input.length;) {
    const end = at + 2 + (((input[at] ?? 0) << 8) | (input[at + 1] ?? 0));
    packets.push(input.subarray(at + 2, end));
    at = end;
  }
  return packets;
}

function rtpPacket(sequence: number, timestamp: number, marker: boolean, payload: readonly number[]): Uint8Array {
  const head = new Uint8Array(12);
  const view = new DataView(head.buffer);
  view.setUint8(0, 0x80);
  view.setUint8(1, (marker ? 0x80 : 0) | 96);
  view.setUint16(2, sequence);
  view.setUint32(4, timestamp);
  return concatBytes(head, Uint8Array.from(payload));
}
