// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The parameter sets that a session description carries (RFC 6184 §8.1, RFC 7798 §7.1). Cameras may leave them out. */
import type { ParameterSetList } from "../rtp/parameter-sets.ts";
import type { VideoStream } from "./choose-streams.ts";

const H264_SPS = 7;
const H264_PPS = 8;

/** What cannot be read is left out: most cameras repeat their sets in the stream. */
export function describedParameters({ codec, description: { format } }: VideoStream): ParameterSetList {
  if (codec === "h265") {
    return {
      vps: decodeSets(format.get("sprop-vps")),
      sps: decodeSets(format.get("sprop-sps")),
      pps: decodeSets(format.get("sprop-pps")),
    };
  }
  const sets = decodeSets(format.get("sprop-parameter-sets"));
  const ofType = (type: number): readonly Uint8Array[] => sets.filter((set) => ((set[0] ?? 0) & 0x1f) === type);
  return { vps: [], sps: ofType(H264_SPS), pps: ofType(H264_PPS) };
}

function decodeSets(text: string | undefined): readonly Uint8Array[] {
  return (text ?? "")
    .split(",")
    .map((part) => new Uint8Array(Buffer.from(part.trim(), "base64")))
    .filter((set) => set.length > 1);
}
