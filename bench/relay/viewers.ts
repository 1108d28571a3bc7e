// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Entry: many viewers of one relay in one process. Order: {url, count, words}; each viewer says one of the lists
 * of `words`, text by text as the relay answers. Answers {open: true} when all are connected, then {taken: n} each
 * time that every one of them has n messages behind it.
 */
import { randomBytes } from "node:crypto";
import { createConnection, type Socket } from "node:net";
import { orders, say } from "../stage/program.ts";
import { FrameCounter } from "./frame-counter.ts";

const SAY_EVERY = 4;
const CLIENT_TEXT = 0x81;
const CLIENT_PONG = 0x8a;
const MASKED = 0x80;
const LENGTH_16 = 126;

for await (const order of orders()) {
  const { url, count, words } = order as { url: string; count: number; words: string[][] };
  watch(new URL(url), count, words);
}
// Whoever gave the orders is gone.
process.exit();

function watch(url: URL, count: number, words: readonly (readonly string[])[]): void {
  const passed = new Map<number, number>();
  let open = 0;
  const onOpen = () => {
    open += 1;
    if (open === count) say({ open: true });
  };
  const onStep = (frames: number) => {
    const viewers = (passed.get(frames) ?? 0) + 1;
    passed.set(frames, viewers);
    if (viewers < count) return;
    passed.delete(frames);
    say({ taken: frames });
  };
  for (let viewer = 0; viewer < count; viewer += 1) {
    connectOne(url, words[viewer % words.length] ?? [], onOpen, onStep);
  }
}

function connectOne(url: URL, texts: readonly string[], onOpen: () => void, onStep: (frames: number) => void): void {
  const counter = new FrameCounter();
  let [told, said, ponged] = [0, 0, 0];
  // One buffer for each socket, used again: what is received is not kept, so that it costs no garbage.
  const socket = createConnection({
    host: url.hostname,
    port: Number(url.port),
    onread: {
      buffer: Buffer.allocUnsafe(256 * 1024),
      callback: (length, buffer) => {
        if (counter.push(Buffer.from(buffer.buffer, buffer.byteOffset, length)) === "opened") onOpen();
        // One text at the start, and the next one when the relay has answered it.
        for (; counter.isOpen && said <= counter.texts && said < texts.length; said += 1) {
          socket.write(clientText(texts[said] ?? ""));
        }
        for (; ponged < counter.pings; ponged += 1) socket.write(Buffer.from([CLIENT_PONG, MASKED, 0, 0, 0, 0]));
        for (; told + SAY_EVERY <= counter.frames; told += SAY_EVERY) onStep(told + SAY_EVERY);
        return true;
      },
    },
  });
  // A viewer that is gone would be waited for without end.
  socket.on("close", () => {
    process.stderr.write("the relay closed a viewer's connection\n");
    process.exit(1);
  });
  sayHello(socket, url);
}

function sayHello(socket: Socket, { host, pathname }: URL): void {
  const key = randomBytes(16).toString("base64");
  socket.write(
    `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
}

/** Clients must mask; a mask of zeros is a mask. */
function clientText(text: string): Buffer {
  const payload = Buffer.from(text);
  const isShort = payload.length < LENGTH_16;
  const length = isShort ? [payload.length] : [LENGTH_16, payload.length >> 8, payload.length & 0xff];
  const head = [CLIENT_TEXT, MASKED | (length[0] ?? 0), ...length.slice(1), 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(head), payload]);
}
