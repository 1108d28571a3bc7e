// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The pulse on real connections, beating fast. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { SocketPulse } from "./socket-pulse.ts";

const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function connectTo(pulse: SocketPulse): Promise<Readonly<{ ours: WebSocket; theirs: WebSocket }>> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const theirs = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  const [ours] = (await once(server, "connection")) as [WebSocket];
  pulse.add(ours);
  open.push(() => {
    theirs.terminate();
    server.close();
  });
  if (theirs.readyState !== WebSocket.OPEN) await once(theirs, "open");
  return { ours, theirs };
}

describe("the pulse", () => {
  it("says that the server is alive at every beat, and keeps who answers", async () => {
    const pulse = new SocketPulse(10);
    const { ours, theirs } = await connectTo(pulse);
    for (let beat = 0; beat < 5; beat += 1) {
      const [data] = (await once(theirs, "message")) as [Buffer];
      expect(JSON.parse(data.toString())).toEqual({ type: "alive" });
    }
    expect(ours.readyState).toBe(WebSocket.OPEN);
    await pulse.stop();
  });

  it("cuts who does not answer until the next beat", async () => {
    const pulse = new SocketPulse(10);
    const { ours, theirs } = await connectTo(pulse);
    theirs.pause();
    await once(ours, "close");
    await pulse.stop();
  });

  it("lets a socket say so much between two beats, and as much again after the next", async () => {
    const pulse = new SocketPulse(200);
    const { ours, theirs } = await connectTo(pulse);
    let said = 0;
    while (pulse.allowText(ours)) said += 1;
    expect(said).toBeGreaterThan(64 * 15);
    expect(pulse.allowText(ours)).toBe(false);
    await once(theirs, "message");
    expect(pulse.allowText(ours)).toBe(true);
    await pulse.stop();
  });

  it("knows nothing of a socket that has closed", async () => {
    const pulse = new SocketPulse(60_000);
    const { ours, theirs } = await connectTo(pulse);
    theirs.terminate();
    await once(ours, "close");
    expect(pulse.allowText(ours)).toBe(false);
    await pulse.stop();
  });
});
