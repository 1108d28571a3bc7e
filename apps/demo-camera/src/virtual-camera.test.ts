// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readMovie } from "./movie/movie-reader.ts";
import { RawViewer, type RawPacket } from "./test-rig/raw-viewer.ts";
import { makeTestMovies, watchWithFfmpeg, type TestMovies } from "./test-rig/test-movies.ts";
import { VirtualCamera, type SentFrame } from "./virtual-camera.ts";

const OWNER = { user: "owner", password: "night: latch" };
const ADDRESS_OF_OWNER = "rtsp://owner:night%3A%20latch@";
let movies: TestMovies;

beforeAll(async () => {
  movies = await makeTestMovies();
}, 60_000);

afterAll(async () => {
  await movies[Symbol.asyncDispose]();
});

describe("a healthy camera, watched by ffmpeg", () => {
  it("plays H.264 and AAC over the seam of the loop, without a complaint", async () => {
    await using camera = await VirtualCamera.start({ movie: movies.h264, speed: 4 });
    const { code, stderr } = await watchWithFfmpeg(camera.url, 5);
    expect(code).toBe(0);
    expect(stderr).toMatch(/frame= +7[3-7] /);
    expect(stderr).not.toMatch(/corrupt|error|Non-monotonous/i);
  }, 20_000);

  it.each(["auth", "none"] as const)(
    "lets the owner in by Digest with qop %s",
    async (qop) => {
      await using camera = await VirtualCamera.start({
        movie: movies.h264,
        speed: 8,
        login: { ...OWNER, schemes: ["md5"], qop },
      });
      expect((await watchWithFfmpeg(camera.url.replace("rtsp://", ADDRESS_OF_OWNER), 1)).code).toBe(0);
    },
    20_000,
  );

  it("keeps a stranger out", async () => {
    await using camera = await VirtualCamera.start({
      movie: movies.h264,
      login: { ...OWNER, schemes: ["md5"], qop: "auth" },
    });
    const { code, stderr } = await watchWithFfmpeg(camera.url.replace("rtsp://", "rtsp://owner:guess@"), 1);
    expect(code).toBe(1);
    expect(stderr).toContain("401");
  }, 20_000);

  it("plays H.265, and H.264 with B-frames in STAP-A with G.711", async () => {
    await using h265 = await VirtualCamera.start({ movie: movies.h265, speed: 4 });
    await using aggregated = await VirtualCamera.start({
      movie: movies.smallH264,
      speed: 4,
      aggregate: true,
      sound: "pcma",
    });
    for (const camera of [h265, aggregated]) {
      const { code, stderr } = await watchWithFfmpeg(camera.url, 3);
      expect(code).toBe(0);
      expect(stderr).not.toMatch(/corrupt|error/i);
    }
  }, 30_000);
});

describe("a healthy camera, byte by byte", () => {
  it("counts timestamps on over the seam and over 2^32, and sequence numbers one by one", async () => {
    await using camera = await VirtualCamera.start({
      movie: movies.h264,
      speed: 20,
      firstRtpTimestamp: 2 ** 32 - 90_000,
    });
    await using viewer = await RawViewer.open(camera.url);
    await viewer.play();
    await viewer.until(() => timestampsOf(viewer.packets).length > 70);
    const timestamps = timestampsOf(viewer.packets);
    const steps = timestamps.slice(1).map((timestamp, n) => (timestamp - (timestamps[n] ?? 0) + 2 ** 32) % 2 ** 32);
    expect(new Set(steps)).toEqual(new Set([6000]));
    const sequence = rtpOf(viewer.packets).map(({ bytes }) => bytes.readUInt16BE(2));
    expect(sequence.slice(1).every((number, n) => number === ((sequence[n] ?? 0) + 1) % 2 ** 16)).toBe(true);
  });

  it("sends a sender report before the first picture, with its timestamp and capture time", async () => {
    const sent: SentFrame[] = [];
    await using camera = await VirtualCamera.start({ movie: movies.h264, onFrameSent: (frame) => sent.push(frame) });
    await using viewer = await RawViewer.open(camera.url);
    await viewer.play();
    await viewer.until(() => viewer.packets.length > 1);
    const [report] = viewer.packets;
    expect(report?.channel).toBe(1);
    expect(report?.bytes.readUInt32BE(16)).toBe(sent[0]?.rtpTimestamp);
    expect(ntpToUnixMs(report?.bytes)).toBeCloseTo(sent[0]?.captureWallMs ?? 0, 1);
  });

  it("tells when each frame went out, never before it was captured", async () => {
    const sent: SentFrame[] = [];
    await using camera = await VirtualCamera.start({ movie: movies.h264, onFrameSent: (frame) => sent.push(frame) });
    await using viewer = await RawViewer.open(camera.url);
    await viewer.play(["video", "audio"]);
    await viewer.until(() => sent.length > 12);
    expect(
      sent
        .filter(({ track }) => track === "video")
        .map(({ index }) => index)
        .slice(0, 4),
    ).toEqual([0, 1, 2, 3]);
    expect(sent.every(({ wallMs, captureWallMs }) => wallMs >= captureWallMs - 0.01)).toBe(true);
  });

  it("shows all viewers the same picture at the same time", async () => {
    await using camera = await VirtualCamera.start({ movie: movies.h264, speed: 10 });
    await using first = await RawViewer.open(camera.url);
    await using second = await RawViewer.open(camera.url);
    await first.play();
    await first.until(() => first.packets.length > 10);
    await second.play();
    await second.until(() => rtpOf(second.packets).length > 0);
    const joined = timestampsOf(second.packets)[0];
    await first.until(() => timestampsOf(first.packets).includes(joined ?? -1));
    expect(timestampsOf(first.packets)).toContain(joined);
    expect(timestampsOf(first.packets)[0]).not.toBe(joined);
    expect(camera.viewerCount).toBe(2);
  });

  it("drops frames for a viewer that does not read, and goes on with a keyframe when it does", async () => {
    const sent: SentFrame[] = [];
    const onFrameSent = (frame: SentFrame): void => void sent.push(frame);
    await using camera = await VirtualCamera.start({ movie: movies.h264, speed: 400, sound: "none", onFrameSent });
    await using viewer = await RawViewer.open(camera.url);
    await viewer.play();
    viewer.socket.pause();
    const isSkip = (_: SentFrame, n: number): boolean => n > 0 && (sent[n]?.index ?? 0) > (sent[n - 1]?.index ?? 0) + 1;
    let lastCount = -1;
    await vi.waitFor(
      () => {
        const count = sent.length;
        const isStalled = count === lastCount;
        lastCount = count;
        expect(isStalled).toBe(true);
      },
      { timeout: 15_000, interval: 200 },
    );
    viewer.socket.resume();
    await viewer.until(() => sent.some(isSkip));
    const skipped = sent.filter(isSkip);
    expect(skipped.length).toBeGreaterThan(0);
    expect(skipped.every(({ isKeyframe }) => isKeyframe)).toBe(true);
  }, 20_000);

  it("goes over to another resolution with a new SPS, without a jump in time", async () => {
    await using camera = await VirtualCamera.start({ movie: movies.h264, speed: 10, sound: "none" });
    await using viewer = await RawViewer.open(camera.url);
    await viewer.play();
    await viewer.until(() => spsOf(viewer.packets).size === 1);
    camera.switchMovie(await readMovie(movies.smallH264));
    await viewer.until(() => spsOf(viewer.packets).size === 2);
    expect(spsOf(viewer.packets).size).toBe(2);
    const timestamps = timestampsOf(viewer.packets);
    const steps = timestamps.slice(1).map((timestamp, n) => Math.abs(timestamp - (timestamps[n] ?? 0)));
    expect(Math.max(...steps)).toBeLessThanOrEqual(4 * 6000);
  });
});

describe("requests that a camera refuses", () => {
  it.each([
    ["another path", "DESCRIBE", "/cellar", [], 404],
    ["UDP", "SETUP", "/video", ["Transport: RTP/AVP;unicast;client_port=5000-5001"], 461],
    ["a channel without a pair", "SETUP", "/video", ["Transport: RTP/AVP/TCP;interleaved=255-256"], 461],
    ["a track that it has not", "SETUP", "/smell", ["Transport: RTP/AVP/TCP;interleaved=0-1"], 404],
    ["PLAY without a session", "PLAY", "", [], 454],
    ["PLAY of someone else's session", "PLAY", "", ["Session: 1234"], 454],
    ["recording", "RECORD", "", [], 501],
  ] as const)("%s", async (_, method, place, headers, status) => {
    await using camera = await VirtualCamera.start({ movie: movies.h264 });
    await using viewer = await RawViewer.open(camera.url);
    expect((await viewer.ask(method, place, headers)).status).toBe(status);
  });

  it("answers nonsense with 400 and hangs up", async () => {
    await using camera = await VirtualCamera.start({ movie: movies.h264 });
    await using viewer = await RawViewer.open(camera.url);
    viewer.socket.write("GET / HTTP/1.1\r\n\r\n");
    expect((await viewer.nextResponse()).status).toBe(400);
    await viewer.until(() => viewer.isEnded);
    expect(viewer.isEnded).toBe(true);
  });

  it("hangs up on a viewer that says nothing for a session's time", async () => {
    await using camera = await VirtualCamera.start({ movie: movies.h264, sessionTimeoutS: 0.3 });
    await using viewer = await RawViewer.open(camera.url);
    await viewer.play();
    await viewer.until(() => viewer.isEnded);
    expect(viewer.packets.length).toBeGreaterThan(0);
    expect(viewer.isEnded).toBe(true);
  });

  it("says when its port is taken", async () => {
    await using camera = await VirtualCamera.start({ movie: movies.h264 });
    await expect(VirtualCamera.start({ movie: movies.h264, port: camera.port })).rejects.toMatchObject({
      code: "demo_camera.cannot_listen",
    });
  });
});

function rtpOf(packets: readonly RawPacket[]): readonly RawPacket[] {
  return packets.filter(({ channel }) => channel === 0);
}

/** One a frame. */
function timestampsOf(packets: readonly RawPacket[]): number[] {
  return [...new Set(rtpOf(packets).map(({ bytes }) => bytes.readUInt32BE(4)))];
}

function spsOf(packets: readonly RawPacket[]): ReadonlySet<string> {
  const payloads = rtpOf(packets).map(({ bytes }) => bytes.subarray(12));
  return new Set(payloads.filter((payload) => ((payload[0] ?? 0) & 0x1f) === 7).map((sps) => sps.toString("hex")));
}

function ntpToUnixMs(report: Buffer | undefined): number {
  if (report === undefined) return NaN;
  return (report.readUInt32BE(8) - 2_208_988_800 + report.readUInt32BE(12) / 2 ** 32) * 1000;
}
