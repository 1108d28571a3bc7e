// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One frame of the broadcast to its RTP payloads, with what misbehaviour does to NAL units. */
import type { CameraTerms } from "../camera-terms.ts";
import { enormousBytesSps, enormousPictureSps } from "../misbehaviour/enormous-sps.ts";
import type { BroadcastFrame } from "../movie/broadcast.ts";
import { packetizeAac } from "./aac-packetizer.ts";
import { packetizeG711 } from "./g711-packetizer.ts";
import { packetizeH264 } from "./h264-packetizer.ts";
import { packetizeH265 } from "./h265-packetizer.ts";
import type { RtpPayload } from "./rtp-payload.ts";

const H264_SPS = 7;

export function framePackets(frame: BroadcastFrame, terms: CameraTerms): RtpPayload[] {
  if (frame.track === "audio") {
    return terms.sound?.kind === "aac" ? packetizeAac(frame.data) : packetizeG711(frame.data);
  }
  const nals = nalsOf(frame, terms);
  return frame.movie.codec === "h264" ? packetizeH264(nals, terms.aggregate) : packetizeH265(nals);
}

function nalsOf(frame: Extract<BroadcastFrame, { track: "video" }>, terms: CameraTerms): Uint8Array[] {
  const sets =
    frame.frame.isKeyframe && terms.parameterSetsInBand ? misbehavingSets(frame.movie.parameterSets, terms) : [];
  const nals = [...sets, ...frame.frame.nals];
  const { truncateEveryNthFrame } = terms.misbehaviour;
  if (truncateEveryNthFrame > 0 && (frame.index + 1) % truncateEveryNthFrame === 0) {
    const last = nals.pop() ?? new Uint8Array();
    nals.push(last.subarray(0, Math.ceil(last.length / 2)));
  }
  return nals;
}

/** The parameter sets as the camera shows them, in the stream and in the SDP. */
export function misbehavingSets(sets: readonly Uint8Array[], terms: CameraTerms): readonly Uint8Array[] {
  const { sps } = terms.misbehaviour;
  if (sps === "honest") return sets;
  return sets.map((set) => {
    if (((set[0] ?? 0) & 0x1f) !== H264_SPS) return set;
    return sps === "enormous_picture" ? enormousPictureSps() : enormousBytesSps(set);
  });
}
