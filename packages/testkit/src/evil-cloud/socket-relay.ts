// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The live sockets of an evil cloud: each victim's joined to one at the real server, each message by the rules. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer, type RawData } from "ws";
import type { Message, MessageRule } from "./exchange.ts";

type Direction = "to-victim" | "from-victim";

const PASS: MessageRule = (message) => [message];

/** Owns every socket that it joined. */
export class SocketRelay {
  readonly #server = new WebSocketServer({ noServer: true });
  #realUrl: string;
  readonly #rules: Record<Direction, MessageRule> = { "to-victim": PASS, "from-victim": PASS };

  constructor(realUrl: string) {
    this.#realUrl = realUrl;
  }

  bend(direction: Direction, rule: MessageRule): void {
    this.#rules[direction] = rule;
  }

  beHonest(): void {
    this.#rules["to-victim"] = PASS;
    this.#rules["from-victim"] = PASS;
  }

  join(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(incoming, socket, head, (victim) => {
      this.#pair(victim, new WebSocket(this.#realUrl.replace("http", "ws") + (incoming.url ?? "/")));
    });
  }

  leadTo(realUrl: string): void {
    this.#realUrl = realUrl;
    for (const victim of this.#server.clients) victim.terminate();
  }

  close(): void {
    for (const victim of this.#server.clients) victim.terminate();
    this.#server.close();
  }

  #pair(victim: WebSocket, real: WebSocket): void {
    const early: Message[] = [];
    victim.on("message", (data, isBinary) => {
      const message = { data: bytesOf(data), isBinary };
      if (real.readyState === WebSocket.OPEN) this.#pass("from-victim", message, real);
      else early.push(message);
    });
    real.on("open", () => {
      for (const message of early) this.#pass("from-victim", message, real);
    });
    real.on("message", (data, isBinary) => {
      this.#pass("to-victim", { data: bytesOf(data), isBinary }, victim);
    });
    for (const [one, other] of [
      [victim, real],
      [real, victim],
    ] as const) {
      for (const event of ["close", "error"] as const) {
        one.on(event, () => {
          other.terminate();
        });
      }
    }
  }

  #pass(direction: Direction, message: Message, to: WebSocket): void {
    for (const { data, isBinary } of this.#rules[direction](message)) to.send(data, { binary: isBinary });
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data));
  return data instanceof ArrayBuffer ? new Uint8Array(data) : Uint8Array.from(data);
}
