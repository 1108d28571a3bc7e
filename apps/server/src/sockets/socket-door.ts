// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Upgrades to live sockets: one hello with a token within five seconds, then the connection belongs to its
 * hub, viewer or staff. The token goes in the first message, never in a URL that someone might log.
 */
import { MAX_SOCKET_MESSAGE_BYTES } from "@nightlatch/api-contract";
import type { DeviceId } from "@nightlatch/protocol/wire";
import type { Server } from "node:http";
import type { Logger } from "pino";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { z } from "zod";
import { ApiError } from "../errors.ts";
import type { Metrics, SocketKind } from "../observability/metrics.ts";
import { DeviceSockets } from "./device-sockets.ts";
import { refuse, type LiveSocket } from "./live-socket.ts";
import { SocketPulse } from "./socket-pulse.ts";

/** One kind of live socket: who may come in, what they may say, what becomes of them. */
export type Door<Message extends { type: string }, Who> = Readonly<{
  path: string;
  kind: SocketKind;
  schema: z.ZodType<Message>;
  /** @throws session.* | access.denied */
  enter: (token: string) => Promise<Who>;
  deviceOf: (who: Who) => DeviceId;
  open: (socket: WebSocket, who: Who) => LiveSocket<Message>;
}>;

/** A door that lets in whoever says hello to it. */
type Greeter = Readonly<{ path: string; await: (socket: WebSocket, hall: Hall, greeted: () => void) => void }>;
type DoorParts = Readonly<{ metrics: Metrics; logger: Logger }>;
type Hall = DoorParts & Readonly<{ pulse: SocketPulse; held: DeviceSockets }>;

const HELLO_WITHIN_MS = 5000;

/** What the door asks of its caller stays between the two. */
export function greeterAt<Message extends { type: string }, Who>(door: Door<Message, Who>): Greeter {
  return {
    path: door.path,
    await: (socket, hall, greeted) => {
      awaitHello(socket, door, hall, greeted);
    },
  };
}

/** Listens for upgrades on `server`. The returned function refuses further ones and resolves when all are closed. */
export function openSocketDoors(server: Server, doors: readonly Greeter[], parts: DoorParts): () => Promise<void> {
  // Frames are ciphertext: compression would only cost.
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_SOCKET_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const hall: Hall = { ...parts, pulse: new SocketPulse(), held: new DeviceSockets() };
  server.on("upgrade", (request, stream, head) => {
    // Node hands the bare connection over: a reset without a listener would end the process.
    stream.on("error", () => stream.destroy());
    // No URL parser: it throws on what anyone may send.
    const path = request.url?.split("?", 1)[0];
    const door = doors.find((one) => one.path === path);
    if (door === undefined) {
      stream.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
    } else if (!hall.held.strangerCame()) {
      stream.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
    } else {
      // Also when the handshake fails, and whatever ends first: the stranger is counted out once.
      const greeted = once(() => hall.held.strangerLeft());
      stream.once("close", greeted);
      sockets.handleUpgrade(request, stream, head, (socket) => {
        door.await(socket, hall, greeted);
      });
    }
  });
  return () => {
    sockets.close();
    return hall.pulse.stop();
  };
}

function awaitHello<Message extends { type: string }, Who>(
  socket: WebSocket,
  door: Door<Message, Who>,
  hall: Hall,
  greeted: () => void,
): void {
  socket.binaryType = "nodebuffer";
  hall.pulse.add(socket);
  const timer = setTimeout(() => {
    refuse(socket, new ApiError("session.required", "no hello in time"));
  }, HELLO_WITHIN_MS);
  socket.on("error", () => socket.terminate());
  socket.once("close", () => {
    clearTimeout(timer);
  });
  socket.once("message", (data, isBinary) => {
    clearTimeout(timer);
    enter(socket, door, hall, isBinary ? undefined : parseJson(data))
      .catch((error: unknown) => {
        const told = error instanceof ApiError ? error : new ApiError("server.bug", "an unexpected failure");
        if (told.code === "server.bug") hall.logger.error({ event: "bug", err: error }, "a socket failed by a bug");
        refuse(socket, told);
      })
      .finally(greeted);
  });
}

async function enter<Message extends { type: string }, Who>(
  socket: WebSocket,
  door: Door<Message, Who>,
  { metrics, pulse, held }: Hall,
  said: unknown,
): Promise<void> {
  const first = door.schema.safeParse(said).data;
  if (first?.type !== "hello" || !("token" in first) || typeof first.token !== "string") {
    throw new ApiError("session.required", "say hello first");
  }
  const who = await door.enter(first.token);
  if (!isOpen(socket)) return;
  const device = door.deviceOf(who);
  if (!held.came(device)) throw new ApiError("rate.limited", "too many connections of one device");

  const live = door.open(socket, who);
  metrics.socketOpened(door.kind);
  socket.on("message", (message, isBinary) => {
    // What was on its way before a refusal arrives after it.
    if (!isOpen(socket)) return;
    if (isBinary) live.onBytes(message as Buffer);
    else if (pulse.allowText(socket)) hear(live, door, socket, message);
    else refuse(socket, new ApiError("rate.limited", "too many messages"));
  });
  socket.once("close", () => {
    metrics.socketClosed(door.kind);
    held.left(device);
    live.onClose();
  });
  // It listens for its own removal since a moment; one that came in that moment shows here.
  await door.enter(first.token);
  // Closed meanwhile: what it had is cleared away already.
  if (!isOpen(socket)) return;
  socket.send(JSON.stringify({ type: "ready" }));
  live.onReady();
}

function hear<Message extends { type: string }, Who>(
  live: LiveSocket<Message>,
  door: Door<Message, Who>,
  socket: WebSocket,
  message: RawData,
): void {
  const parsed = door.schema.safeParse(parseJson(message));
  if (parsed.success && parsed.data.type !== "hello") live.onText(parsed.data);
  else refuse(socket, new ApiError("request.malformed", "not a message of this socket"));
}

function isOpen(socket: WebSocket): boolean {
  return socket.readyState === socket.OPEN;
}

function parseJson(data: RawData): unknown {
  try {
    return JSON.parse((data as Buffer).toString("utf8"));
  } catch {
    // Not JSON is not a message; the schema refuses it.
    return undefined;
  }
}

function once(task: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    task();
  };
}
