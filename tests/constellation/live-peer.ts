// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A bare live socket that keeps what it got, for tests that behave well or badly. */
import { once } from "node:events";
import { WebSocket } from "ws";

export class LivePeer {
  readonly socket: WebSocket;
  readonly texts: Record<string, unknown>[] = [];
  readonly frames: Uint8Array[] = [];
  #wake: () => void = () => undefined;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on("message", (data, isBinary) => {
      if (isBinary) this.frames.push(new Uint8Array(data as Buffer));
      else this.texts.push(JSON.parse((data as Buffer).toString()) as Record<string, unknown>);
      this.#wake();
    });
    this.socket.on("close", () => {
      this.#wake();
    });
  }

  /** Resolves when the condition holds; looked at whenever something came. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  heard(type: string): Record<string, unknown> | undefined {
    return this.texts.find((text) => text["type"] === type);
  }

  async closed(): Promise<void> {
    if (this.socket.readyState !== WebSocket.CLOSED) await once(this.socket, "close");
  }
}

/** Opens a socket at `serverUrl`, and says hello when there is a session. */
export async function connectPeer(
  serverUrl: string,
  path: string,
  session: Readonly<{ token: () => string | Promise<string> }> | undefined,
): Promise<LivePeer> {
  const peer = new LivePeer(serverUrl.replace("http", "ws") + path);
  await once(peer.socket, "open");
  if (session !== undefined) {
    peer.say({ type: "hello", token: await session.token() });
    await peer.until(() => peer.heard("ready") !== undefined);
  }
  return peer;
}
