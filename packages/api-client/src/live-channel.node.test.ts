// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The channel against a real WebSocket server that behaves as a test wants. */
import { encodeMediaMessage, serverToViewer, type ServerToViewer, type ViewerToServer } from "@nightlatch/api-contract";
import { idFromBytes, type CameraId } from "@nightlatch/protocol/wire";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { LiveChannel, type ChannelState } from "./index.ts";

const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

type Script = (socket: WebSocket, hello: string, attempt: number) => void;

/** A server that hears each hello and plays the script, and a channel to it. */
async function connect(script: Script, options: { silenceMs?: number } = {}) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  let attempt = 0;
  server.on("connection", (socket) => {
    const number = (attempt += 1);
    socket.once("message", (data: Buffer) => {
      script(socket, data.toString(), number);
    });
  });
  const { port } = server.address() as AddressInfo;
  const heard: unknown[] = [];
  const states: string[] = [];
  const refusedTokens: (string | undefined)[] = [];
  let wake: () => void = () => undefined;
  const note = (what: () => void) => {
    what();
    wake();
  };
  const channel = new LiveChannel<ViewerToServer, ServerToViewer>({
    url: `ws://127.0.0.1:${String(port)}`,
    open: (url) => new WebSocket(url),
    token: async (refused) => {
      refusedTokens.push(refused);
      return `token ${String(refusedTokens.length)}`;
    },
    incoming: serverToViewer,
    onMessage: (message) => {
      note(() => heard.push(message));
    },
    onMedia: (message) => {
      note(() => heard.push(message));
    },
    onState: (state: ChannelState, problem) => {
      note(() => states.push(problem === undefined ? state : `${state} ${problem.code}`));
    },
    jitter: () => -0.49,
    ...options,
  });
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  open.push({
    [Symbol.asyncDispose]: async () => {
      channel.close();
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, "close");
    },
  });
  return { channel, heard, states, refusedTokens, until };
}

const say = (socket: WebSocket, message: object) => {
  socket.send(JSON.stringify(message));
};
const ready: Script = (socket) => {
  say(socket, { type: "ready" });
};

describe("a live channel", () => {
  it("says hello with its token, and is ready when the server says so", async () => {
    let said = "";
    const { until, states, channel } = await connect((socket, hello) => {
      said = hello;
      say(socket, { type: "ready" });
    });
    expect(channel.send({ type: "leave", camera: "" })).toBe(false);
    await until(() => channel.state === "ready");
    expect(JSON.parse(said)).toEqual({ type: "hello", token: "token 1" });
    expect(states).toEqual(["connecting", "ready"]);
  });

  it("hands on messages and media in order, and keeps signs of life to itself", async () => {
    const media = {
      kind: "frame",
      camera: idFromBytes<CameraId>(new Uint8Array(16)),
      payload: Uint8Array.of(1, 2),
    } as const;
    const { until, heard } = await connect((socket) => {
      say(socket, { type: "ready" });
      say(socket, { type: "alive" });
      socket.send(encodeMediaMessage(media));
      say(socket, { type: "records-changed" });
    });
    await until(() => heard.length === 3);
    expect(heard).toEqual([{ type: "ready" }, media, { type: "records-changed" }]);
  });

  it("ignores what is no message of the contract, and lives", async () => {
    const { until, heard } = await connect((socket) => {
      for (const odd of ["{", "null", '{"type":"new in a later version"}', Buffer.of(9, 9)]) socket.send(odd);
      say(socket, { type: "records-changed" });
    });
    await until(() => heard.length === 1);
    expect(heard).toEqual([{ type: "records-changed" }]);
  });

  it("comes back after a broken connection", async () => {
    const { until, states } = await connect((socket, _hello, attempt) => {
      say(socket, { type: "ready" });
      if (attempt === 1) socket.terminate();
    });
    await until(() => states.filter((state) => state === "ready").length === 2 || states.length > 5);
    expect(states.slice(-3)).toEqual(["waiting client.unreachable", "connecting", "ready"]);
  });

  it.each(["session.unknown", "session.expired"])("asks for another token after %s", async (code) => {
    const { until, refusedTokens, states } = await connect((socket, hello, attempt) => {
      if (attempt > 1) ready(socket, hello, attempt);
      else say(socket, { type: "error", code, message: "", advice: "" });
      if (attempt === 1) socket.close();
    });
    await until(() => states.at(-1) === "ready");
    expect(refusedTokens).toEqual([undefined, "token 1"]);
    expect(states).toContain(`waiting ${code}`);
  });

  it("takes a refusal with a code of nobody's for a bad answer", async () => {
    const { until, states } = await connect((socket, _hello, attempt) => {
      say(socket, attempt > 1 ? { type: "ready" } : { type: "error", code: "x", message: "", advice: "" });
      if (attempt === 1) socket.close();
    });
    await until(() => states.at(-1) === "ready");
    expect(states).toContain("waiting client.bad_answer");
  });

  it("gives up a connection that has gone silent, and hears nothing more from it", async () => {
    const { until, states, heard } = await connect(
      (socket, _hello, attempt) => {
        say(socket, { type: "ready" });
        if (attempt > 1) return;
        // The network is gone for this one: neither data nor the closing handshake gets through.
        socket.pause();
      },
      { silenceMs: 20 },
    );
    await until(() => states.filter((state) => state === "ready").length >= 2);
    expect(states).toContain("waiting client.unreachable");
    expect(heard.every((message) => (message as { type: string }).type === "ready")).toBe(true);
  });

  it("is quiet after close", async () => {
    const { until, channel, states } = await connect(ready);
    await until(() => channel.state === "ready");
    channel.close();
    expect(channel.send({ type: "leave", camera: "" })).toBe(false);
    expect(states).toEqual(["connecting", "ready"]);
  });
});
