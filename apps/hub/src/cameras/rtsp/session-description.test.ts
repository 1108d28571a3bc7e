// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasCode } from "@nightlatch/errors";
import { describe, expect, it } from "vitest";
import type { CameraNote } from "../camera-source.ts";
import { chooseStreams } from "./choose-streams.ts";
import { parseSessionDescription, resolveControl } from "./session-description.ts";

const H264 = [
  "m=video 0 RTP/AVP 96",
  "a=rtpmap:96 H264/90000",
  "a=fmtp:96 packetization-mode=1; profile-level-id=4D401F",
  "a=control:track1",
];

describe("parseSessionDescription", () => {
  it("reads streams, formats and controls, with any line end", () => {
    for (const end of ["\r\n", "\n", "\r"]) {
      const { control, medias } = parseSessionDescription(["v=0", "s=cam", "a=control:*", ...H264, ""].join(end));
      expect(control).toBe("*");
      expect(medias).toHaveLength(1);
      expect(medias[0]).toMatchObject({
        media: "video",
        payloadType: 96,
        encoding: "h264",
        clockRate: 90_000,
        control: "track1",
      });
      expect(medias[0]?.format.get("profile-level-id")).toBe("4D401F");
    }
  });

  it("knows static payload types", () => {
    const { medias } = parseSessionDescription("v=0\r\nm=audio 0 RTP/AVP 8\r\n");
    expect(medias[0]).toMatchObject({ encoding: "pcma", clockRate: 8_000, channels: 1 });
  });

  it.each([
    ["nothing", ""],
    ["a web page", "<html></html>"],
    ["a thousand streams", `v=0\r\n${"m=video 0 RTP/AVP 96\r\n".repeat(1_000)}`],
  ])("refuses %s", (_, text) => {
    expect(() => parseSessionDescription(text)).toThrow(withCode("camera.bad_stream"));
  });
});

describe("chooseStreams", () => {
  it("takes H.264 where a camera offers several formats", () => {
    const { video, audio } = choose(["m=video 0 RTP/AVP 26", ...H264, "m=audio 0 RTP/AVP 0"]);
    expect(video).toMatchObject({ codec: "h264", description: { control: "track1" } });
    expect(audio).toMatchObject({ codec: "pcmu" });
  });

  it("drops sound that it cannot record, says so, and goes on", () => {
    const notes: CameraNote[] = [];
    const { audio } = choose([...H264, "m=audio 0 RTP/AVP 97", "a=rtpmap:97 G726-32/8000"], notes);
    expect(audio).toBeUndefined();
    expect(notes).toEqual([expect.objectContaining({ kind: "audio_dropped", codec: "G726-32" })]);
  });

  it("names the format that it refuses, stripped of what a camera may write into a page", () => {
    const lines = ["m=video 0 RTP/AVP 96", "a=rtpmap:96 VP8<script>/90000"];
    expect(() => choose(lines)).toThrow(
      expect.toSatisfy(
        (error: unknown) => hasCode(error, "camera.unsupported_codec") && error.advice?.includes("VP8SCRIPT") === true,
      ) as Error,
    );
  });

  it.each([
    ["no stream", [], "camera.no_video"],
    ["sound only", ["m=audio 0 RTP/AVP 0"], "camera.no_video"],
    ["motion JPEG", ["m=video 0 RTP/AVP 26"], "camera.unsupported_codec"],
    ["MPEG-4", ["m=video 0 RTP/AVP 96", "a=rtpmap:96 MP4V-ES/90000"], "camera.unsupported_codec"],
    ["H.264 on a clock that is none", ["m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/0"], "camera.unsupported_codec"],
    ["a payload type without a name", ["m=video 0 RTP/AVP 96"], "camera.unsupported_codec"],
  ])("refuses %s", (_, lines, code) => {
    expect(() => choose(lines)).toThrow(withCode(code));
  });
});

describe("resolveControl", () => {
  it.each([
    ["rtsp://c/s", "trackID=1", "rtsp://c/s/trackID=1"],
    ["rtsp://c/s/", "trackID=1", "rtsp://c/s/trackID=1"],
    ["rtsp://c/s", "rtsp://c/s/1", "rtsp://c/s/1"],
    ["rtsp://c/s", "*", "rtsp://c/s"],
    ["rtsp://c/s", "", "rtsp://c/s"],
  ])("of %s and %s is %s", (base, control, uri) => {
    expect(resolveControl(base, control)).toBe(uri);
  });
});

function choose(lines: readonly string[], notes: CameraNote[] = []): ReturnType<typeof chooseStreams> {
  return chooseStreams(parseSessionDescription(["v=0", ...lines].join("\r\n")), (note) => notes.push(note));
}

function withCode(code: string): Error {
  return expect.toSatisfy((error: unknown) => hasCode(error, code)) as Error;
}
