// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a camera says in text: RTSP messages and streams, session descriptions, challenges, headers, addresses. */
import { concatBytes, decodeUtf8, encodeUtf8 } from "@nightlatch/bytes";
import { chooseStreams } from "../../../apps/hub/src/cameras/rtsp/choose-streams.ts";
import { describedParameters } from "../../../apps/hub/src/cameras/rtsp/described-parameters.ts";
import { Authenticator } from "../../../apps/hub/src/cameras/rtsp/http-authentication.ts";
import { InterleavedReader } from "../../../apps/hub/src/cameras/rtsp/interleaved-reader.ts";
import { MAX_BODY_BYTES, parseRtspHead } from "../../../apps/hub/src/cameras/rtsp/rtsp-message.ts";
import { parseRtspTarget } from "../../../apps/hub/src/cameras/rtsp/rtsp-url.ts";
import { parseSessionDescription, resolveControl } from "../../../apps/hub/src/cameras/rtsp/session-description.ts";
import { parseSession, parseTransport } from "../../../apps/hub/src/cameras/rtsp/transport-header.ts";
import { openAudio } from "../../../apps/hub/src/cameras/rtp/audio-format.ts";
import { promised, type TargetFamily } from "../target.ts";

const latin1 = new TextDecoder("latin1");
const SDP = `v=0\r\ns=cam\r\na=control:*\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY=,aOvjyyLA\r\na=control:track1\r\nm=audio 0 RTP/AVP 97\r\na=rtpmap:97 mpeg4-generic/48000/2\r\na=fmtp:97 mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1190\r\na=control:track2\r\n`;
const SDP_H265 = SDP.replace("H264", "H265")
  .replace("sprop-parameter-sets", "sprop-vps")
  .replace("mpeg4-generic/48000/2", "PCMA/8000");
const DESCRIBED = `RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: ${SDP.length}\r\n\r\n${SDP}`;
const PACKET = Uint8Array.of(0x24, 0, 0, 4, 1, 2, 3, 4);
const REQUEST = "ANNOUNCE rtsp://cam/1 RTSP/1.0\r\nCSeq: 9\r\n\r\n";
const CHALLENGE =
  'Digest realm="cam, \\"porch\\"", nonce="abc", qop="auth,auth-int", algorithm=SHA-256, stale=TRUE, opaque="o"';
const dictionary = [
  "RTSP/1.0",
  "CSeq: ",
  "Content-Length: ",
  "\r\n\r\n",
  "a=rtpmap:",
  "a=fmtp:",
  "m=video 0 RTP/AVP 96",
  "config=",
  "sprop-",
  "H265/90000",
  "auth",
  "-sess",
  "rtsp://",
  "@",
];

export const rtsp: TargetFamily = {
  "rtsp-head": () => ({
    form: "text",
    seeds: [DESCRIBED.split("\r\n\r\n")[0] ?? "", REQUEST.trimEnd()].map(encodeUtf8),
    dictionary,
    codes: ["camera.not_rtsp", "camera.bad_stream"],
    judge(input) {
      const head = parseRtspHead(latin1.decode(input));
      promised(head.bodyBytes >= 0 && head.bodyBytes <= MAX_BODY_BYTES, "took a body without a bound");
      return head.kind === "request" ? head.method.slice(0, 4) : `status ${Math.floor(head.status / 100)}`;
    },
  }),
  "rtsp-stream": () => ({
    form: "bytes",
    maxInputBytes: 4096,
    seeds: [concatBytes(encodeUtf8(DESCRIBED), PACKET, PACKET, encodeUtf8(REQUEST), PACKET)],
    codes: [],
    judge(input) {
      const whole = eventsOf(input, input.length);
      promised(eventsOf(input, 1) === whole, "read other packets when the bytes came one by one");
      promised(eventsOf(input, 7) === whole, "read other packets when the bytes came by sevens");
      return whole.replace(/[^a-z._]+/gi, " ").slice(0, 120);
    },
  }),
  "session-description": () => ({
    form: "text",
    seeds: [SDP, SDP_H265].map(encodeUtf8),
    dictionary,
    codes: ["camera.bad_stream", "camera.no_video", "camera.unsupported_codec"],
    judge(input) {
      const { control, medias } = parseSessionDescription(latin1.decode(input));
      const notes: string[] = [];
      const { video, audio } = chooseStreams({ control, medias }, (note) => notes.push(note.kind));
      resolveControl(control ?? "rtsp://cam/", video.description.control);
      const sets = describedParameters(video);
      const opened = audio && openAudio(audio, (note) => notes.push(note.kind));
      return `${video.codec} ${sets.sps.length} ${opened?.track.codec ?? "silent"} ${notes.join(" ")}`;
    },
  }),
  "digest-challenge": () => ({
    form: "text",
    seeds: [
      CHALLENGE,
      'Basic realm="x", Digest realm="r", nonce=n',
      'Digest realm="r", nonce="n", algorithm=MD5-sess',
    ].map(encodeUtf8),
    dictionary,
    codes: [],
    judge(input) {
      const authenticator = new Authenticator({ username: 'us"er', password: "pass word" });
      if (!authenticator.accept([latin1.decode(input)])) return "none that we answer";
      const answer = authenticator.authorize("DESCRIBE", "rtsp://cam/1", "cnonce") ?? "";
      promised(!/[\r\n]/.test(answer), "let the camera write a line of our request");
      promised(!answer.includes("pass word"), "sent the password in the clear");
      return `${answer.slice(0, 6)} ${String(authenticator.isStale)}`;
    },
  }),
  "setup-headers": () => ({
    form: "text",
    seeds: ["RTP/AVP/TCP;unicast;interleaved=0-1\n12345;timeout=60", "RTP/AVP/TCP;interleaved=4\nabc"].map(encodeUtf8),
    dictionary: ["interleaved=", "timeout=", "RTP/SAVP/TCP"],
    codes: ["camera.refused", "camera.bad_stream"],
    judge(input) {
      const [transport, session] = latin1.decode(input).split("\n");
      const { rtp, rtcp } = parseTransport(transport, { rtp: 0, rtcp: 1 });
      promised(rtp >= 0 && rtp <= 255 && rtcp >= 0 && rtcp <= 255, `took channels ${rtp} and ${rtcp}`);
      const { id, timeoutMs } = parseSession(session);
      promised(!/[\r\n]/.test(id) && timeoutMs >= 1_000, "took a session that breaks the request or the timer");
      return "set up";
    },
  }),
  "rtsp-address": () => ({
    form: "text",
    seeds: ["rtsp://admin:p%40ss@192.168.1.20:554/stream1?x=1", "rtsps://[fe80::1]/a"].map(encodeUtf8),
    dictionary,
    codes: ["bytes.malformed", "camera.bad_address"],
    judge(input) {
      const { uri, isTls } = parseRtspTarget({ kind: "rtsp", url: decodeUtf8(input) });
      promised(!/[\r\n ]/.test(uri), "wrote an address that breaks the request");
      promised(!/^rtsps?:\/\/[^/?#]*@/.test(uri), "left the password in the address");
      return isTls ? "tls" : "plain";
    },
  }),
};

/** What came out, and how it ended, when the bytes come in chunks of `size`. */
function eventsOf(bytes: Uint8Array, size: number): string {
  const events: string[] = [];
  const reader = new InterleavedReader({
    onPacket: (channel, packet) => events.push(`packet ${channel} ${packet.length}`),
    onMessage: (message) => events.push(`${message.kind} ${JSON.stringify(message).length}`),
  });
  try {
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  } catch (error) {
    events.push(codeOf(error));
  }
  return events.join("; ");
}

function codeOf(error: unknown): string {
  if (
    error instanceof Error &&
    "code" in error &&
    ["camera.not_rtsp", "camera.bad_stream"].includes(String(error.code))
  ) {
    return String(error.code);
  }
  throw error;
}
