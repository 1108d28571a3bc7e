// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { VideoMovie } from "../movie/movie.ts";
import { writeSdp } from "./sdp.ts";

const VIDEO: VideoMovie = {
  codec: "h264",
  parameterSets: [Uint8Array.of(0x67, 0x64, 0x00, 0x1f), Uint8Array.of(0x68, 0xee)],
  frames: [],
  durationTicks: 0,
};
const PLAIN = { video: VIDEO, sound: undefined, withParameterSets: true, codecName: undefined };

describe("writeSdp", () => {
  it("names profile and parameter sets of H.264", () => {
    expect(writeSdp(PLAIN)).toContain(
      "a=fmtp:96 packetization-mode=1;profile-level-id=64001f;sprop-parameter-sets=Z2QAHw==,aO4=\r\n",
    );
  });

  it("keeps the sets to itself when told so", () => {
    expect(writeSdp({ ...PLAIN, withParameterSets: false })).not.toContain("sprop");
  });

  it("gives each set of H.265 its own name", () => {
    const sets = [0x40, 0x42, 0x44].map((first) => Uint8Array.of(first, 1));
    const sdp = writeSdp({ ...PLAIN, video: { ...VIDEO, codec: "h265", parameterSets: sets } });
    expect(sdp).toContain("a=rtpmap:96 H265/90000\r\na=fmtp:96 sprop-vps=QAE=;sprop-sps=QgE=;sprop-pps=RAE=\r\n");
  });

  it("gives G.711 its fixed payload types", () => {
    expect(writeSdp({ ...PLAIN, sound: { kind: "g711", law: "pcmu" } })).toContain(
      "m=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000/1",
    );
    expect(writeSdp({ ...PLAIN, sound: { kind: "g711", law: "pcma" } })).toContain(
      "m=audio 0 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000/1",
    );
  });

  it("lies about the codec on request", () => {
    expect(writeSdp({ ...PLAIN, codecName: "H299" })).toContain("a=rtpmap:96 H299/90000");
  });
});
