// SPDX-License-Identifier: AGPL-3.0-or-later
import { once } from "node:events";
import net from "node:net";
import { expect, it } from "vitest";
import { drawFilm } from "../../../../../tests/gstreamer/drawn-film.ts";
import { VirtualCamera } from "../../../../demo-camera/src/index.ts";
import { systemClock } from "../../ports/clock.ts";
import { openCamera } from "../open-camera.ts";

/** The kernel's buffers and ours, with room to spare; a stream without a stop would pass it in a moment. */
const MOST_BYTES = 48 * 1024 * 1024;

it("stops a camera that sends faster than its pictures are taken, and lets it go on", async () => {
  await using camera = await VirtualCamera.start({ movie: await drawFilm({ hasSound: false }) });
  await using flood = await floodAfterPlay(camera.port);
  const events = openCamera(
    { kind: "rtsp", url: camera.url.replace(String(camera.port), String(flood.port)) },
    { clock: systemClock, signal: new AbortController().signal, timeouts: { silenceMs: 60_000 } },
  );
  await events.next();
  let sentBytes = -1;
  const hasStopped = (): boolean => {
    const isSame = sentBytes === flood.sentBytes();
    sentBytes = flood.sentBytes();
    return isSame && sentBytes > 0;
  };
  await expect.poll(hasStopped, { interval: 300, timeout: 15_000 }).toBe(true);
  expect(sentBytes).toBeLessThan(MOST_BYTES);
  for (let taken = 0; flood.sentBytes() === sentBytes && taken < 2_000; taken += 1) await events.next();
  expect(flood.sentBytes()).toBeGreaterThan(sentBytes);
  await events.return();
});

/** Hands everything on, and after PLAY adds keyframes without end, as fast as they are taken. */
async function floodAfterPlay(cameraPort: number): Promise<AsyncDisposable & { port: number; sentBytes(): number }> {
  let sentBytes = 0;
  const server = net.createServer((viewer) => {
    const inside = net.connect(cameraPort, "127.0.0.1");
    inside.on("data", (bytes) => viewer.write(bytes));
    for (const socket of [viewer, inside]) socket.on("error", () => socket.destroy());
    viewer.on("close", () => inside.destroy());
    viewer.on("data", (bytes) => {
      inside.write(bytes);
      if (bytes.toString("latin1").startsWith("PLAY")) inside.once("data", () => pour(viewer));
    });
  });
  function pour(viewer: net.Socket): void {
    let sequence = 0;
    const fill = (): void => {
      while (!viewer.destroyed) {
        sequence = (sequence + 1) & 0xffff;
        const packet = keyframePacket(sequence);
        sentBytes += packet.length;
        if (!viewer.write(packet)) break;
      }
    };
    viewer.on("drain", fill);
    fill();
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    sentBytes: () => sentBytes,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function keyframePacket(sequence: number): Buffer {
  const packet = Buffer.alloc(4 + 12 + 60_000);
  packet.set([0x24, 0, (packet.length - 4) >> 8, (packet.length - 4) & 0xff, 0x80, 0x80 | 96]);
  packet.writeUInt16BE(sequence, 6);
  packet.writeUInt32BE(sequence * 6_000, 8);
  packet.set([0x65, 0x88], 16);
  return packet;
}
