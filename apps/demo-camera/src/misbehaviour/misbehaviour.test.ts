// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { RawViewer } from "../test-rig/raw-viewer.ts";
import { judgeH264, makeTestMovies, watchWithFfmpeg, type TestMovies } from "../test-rig/test-movies.ts";
import { VirtualCamera, type SentFrame } from "../virtual-camera.ts";
import { Misbehaviour } from "./misbehaviour.ts";

let movies: TestMovies;

beforeAll(async () => {
  movies = await makeTestMovies();
}, 60_000);

afterAll(async () => {
  await movies[Symbol.asyncDispose]();
});

function startWith(fault: Partial<Misbehaviour>, onFrameSent?: (frame: SentFrame) => void): Promise<VirtualCamera> {
  const hook = onFrameSent === undefined ? {} : { onFrameSent };
  return VirtualCamera.start({
    movie: movies.h264,
    speed: 10,
    sound: "none",
    misbehaviour: Object.assign(new Misbehaviour(), fault),
    ...hook,
  });
}

function sequenceOf(viewer: RawViewer): number[] {
  const rtp = viewer.packets.filter(({ channel }) => channel === 0);
  const first = rtp[0]?.bytes.readUInt16BE(2) ?? 0;
  return rtp.map(({ bytes }) => (bytes.readUInt16BE(2) - first + 2 ** 16) % 2 ** 16);
}

describe("a camera that misbehaves", () => {
  it("refuses even the right login", async () => {
    await using camera = await startWith({ refuseEveryLogin: true });
    await using viewer = await RawViewer.open(camera.url);
    const response = await viewer.ask("DESCRIBE");
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Digest /);
  });

  it("takes a connection and never answers, until it is told to recover", async () => {
    await using camera = await startWith({ neverAnswer: true });
    await using viewer = await RawViewer.open(camera.url);
    viewer.send("OPTIONS");
    await vi.waitFor(() => expect(camera.connectionCount).toBe(1));
    await vi.waitFor(() => expect(viewer.socket.bytesWritten).toBeGreaterThan(0));
    await using other = await RawViewer.open(camera.url);
    camera.misbehaviour.neverAnswer = false;
    expect((await other.ask("OPTIONS")).status).toBe(200);
    viewer.send("OPTIONS");
    expect((await viewer.nextResponse()).status).toBe(200);
  });

  it("goes silent while the connection stays", async () => {
    await using camera = await startWith({ silentAfterMs: 150 });
    await using viewer = await RawViewer.open(camera.url);
    await viewer.play();
    await vi.waitFor(() => expect(performance.now() - viewer.lastHeardMs).toBeGreaterThan(500), { timeout: 5000 });
    expect(viewer.packets.length).toBeGreaterThan(0);
    expect(viewer.isEnded).toBe(false);
  });

  it("ends inside a packet", async () => {
    await using camera = await startWith({ closeInsidePacket: 5 });
    await using viewer = await RawViewer.open(camera.url);
    await viewer.play();
    await viewer.until(() => viewer.isEnded);
    expect(viewer.packets).toHaveLength(5);
    expect(viewer.leftoverBytes).toBeGreaterThan(0);
  });

  it("loses and swaps packets", async () => {
    await using camera = await startWith({ dropEveryNthPacket: 4 });
    await using viewer = await RawViewer.open(camera.url);
    await viewer.play();
    await viewer.until(() => sequenceOf(viewer).length >= 6);
    expect(sequenceOf(viewer).slice(0, 6)).toEqual([0, 1, 2, 4, 5, 6]);
    await using swapping = await startWith({ swapEveryNthPacket: 3 });
    await using other = await RawViewer.open(swapping.url);
    await other.play();
    await other.until(() => sequenceOf(other).length >= 4);
    expect(sequenceOf(other).slice(0, 4)).toEqual([0, 1, 3, 2]);
  });

  it("claims an enormous picture in SDP and stream", async () => {
    await using camera = await startWith({ sps: "enormous_picture" });
    await using viewer = await RawViewer.open(camera.url);
    const [, sprop = ""] = /sprop-parameter-sets=([^,]+),/.exec((await viewer.ask("DESCRIBE")).body) ?? [];
    const sps = Buffer.from(sprop, "base64");
    expect((await judgeH264(sps)).stderr).toContain("65520x65520");
    await viewer.play();
    await viewer.until(() => sequenceOf(viewer).length > 0);
    expect(viewer.packets.find(({ channel }) => channel === 0)?.bytes.subarray(12)).toEqual(sps);
  });

  it("names a codec that does not exist", async () => {
    await using camera = await startWith({ codecName: "H299" });
    await using viewer = await RawViewer.open(camera.url);
    expect((await viewer.ask("DESCRIBE")).body).toContain("H299/90000");
  });

  it("truncates NAL units so that a decoder notices", async () => {
    await using camera = await startWith({ truncateEveryNthFrame: 7 });
    expect((await watchWithFfmpeg(camera.url, 2)).stderr).toMatch(/corrupt|error while decoding/);
  }, 20_000);

  it("lets its clocks jump", async () => {
    const sent: SentFrame[] = [];
    await using camera = await startWith({}, (frame) => sent.push(frame));
    await using viewer = await RawViewer.open(camera.url);
    await viewer.play();
    await viewer.until(() => sent.length >= 3);
    const before = sent.length;
    camera.misbehaviour.rtpClockOffsetMs = -3_600_000;
    await viewer.until(() => sent.length >= before + 2);
    const jump = (sent[before]?.rtpTimestamp ?? 0) - (sent[before - 1]?.rtpTimestamp ?? 0);
    expect([jump, jump - 2 ** 32]).toContain(6000 - 3600 * 90_000);
  });

  it("reports a wall clock that jumps while its pictures go on", async () => {
    await using camera = await VirtualCamera.start({ movie: movies.h264, sound: "none", senderReportIntervalMs: 0 });
    await using viewer = await RawViewer.open(camera.url);
    const reportedS = (): number[] =>
      viewer.packets.filter(({ channel }) => channel === 1).map(({ bytes }) => bytes.readUInt32BE(8));
    await viewer.play();
    await viewer.until(() => reportedS().length >= 2);
    camera.misbehaviour.reportedClockOffsetMs = 86_400_000;
    const before = reportedS().length;
    await viewer.until(() => reportedS().length >= before + 2);
    expect((reportedS().at(-1) ?? 0) - (reportedS()[0] ?? 0)).toBeGreaterThanOrEqual(86_400);
  });
});
