// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Upgrades to live sockets: one hello with a token within five seconds, then the connection belongs to its
 * hub or viewer. The token goes in the first message, never in a URL that someone might log.
 */
import {
  HUB_SOCKET_PATH,
  hubToServer,
  MAX_SOCKET_MESSAGE_BYTES,
  VIEWER_SOCKET_PATH,
  viewerToServer,
  type HubToServer,
  type ViewerToServer,
} from "@nightlatch/api-contract";
import type { Role } from "@nightlatch/protocol/wire";
import type { Server } from "node:http";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { z } from "zod";
import { ApiError } from "../errors.ts";
import type { Caller } from "../services/sessions.ts";
import { DeviceSockets } from "./device-sockets.ts";
import { HubSocket } from "./hub-socket.ts";
import { refuse, type LiveSocket, type SocketParts } from "./live-socket.ts";
import { SocketPulse } from "./socket-pulse.ts";
import { ViewerSocket } from "./viewer-socket.ts";

type Door<Message> = Readonly<{
  kind: "hub" | "viewer";
  roles: readonly Role[];
  schema: z.ZodType<Message>;
  open: (socket: WebSocket, caller: Caller) => LiveSocket<Message>;
}>;

type Hall = SocketParts & Readonly<{ pulse: SocketPulse; held: DeviceSockets }>;

const HELLO_WITHIN_MS = 5000;

/** Listens for upgrades on `server`. The returned function refuses further ones and resolves when all are closed. */
export function openSocketDoor(server: Server, parts: SocketParts): () => Promise<void> {
  // Frames are ciphertext: compression would only cost.
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_SOCKET_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const hall: Hall = { ...parts, pulse: new SocketPulse(), held: new DeviceSockets() };
  const hubDoor: Door<HubToServer> = {
    kind: "hub",
    roles: ["hub"],
    schema: hubToServer,
    open: (socket, caller) => new HubSocket(socket, caller, parts),
  };
  const viewerDoor: Door<ViewerToServer> = {
    kind: "viewer",
    roles: ["owner", "member", "guest"],
    schema: viewerToServer,
    open: (socket, caller) => new ViewerSocket(socket, caller, parts),
  };
  server.on("upgrade", (request, stream, head) => {
    // Node hands the bare connection over: a reset without a listener would end the process.
    stream.on("error", () => stream.destroy());
    // No URL parser: it throws on what anyone may send.
    const path = request.url?.split("?", 1)[0];
    if (path !== HUB_SOCKET_PATH && path !== VIEWER_SOCKET_PATH) {
      stream.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
    } else if (!hall.held.strangerCame()) {
      stream.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
    } else {
      // Also when the handshake fails, and whatever ends first: the stranger is counted out once.
      const greeted = once(() => hall.held.strangerLeft());
      stream.once("close", greeted);
      sockets.handleUpgrade(request, stream, head, (socket) => {
        if (path === HUB_SOCKET_PATH) awaitHello(socket, hubDoor, hall, greeted);
        else awaitHello(socket, viewerDoor, hall, greeted);
      });
    }
  });
  return () => {
    sockets.close();
    return hall.pulse.stop();
  };
}

function awaitHello<Message extends { type: string }>(
  socket: WebSocket,
  door: Door<Message>,
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

async function enter<Message extends { type: string }>(
  socket: WebSocket,
  door: Door<Message>,
  { sessions, metrics, pulse, held }: Hall,
  said: unknown,
): Promise<void> {
  const first = door.schema.safeParse(said).data;
  if (first?.type !== "hello" || !("token" in first) || typeof first.token !== "string") {
    throw new ApiError("session.required", "say hello first");
  }
  const caller = await sessions.authenticate(first.token);
  if (!door.roles.includes(caller.device.role)) throw new ApiError("access.denied", "the role may not do this");
  if (!isOpen(socket)) return;
  if (!held.came(caller.device.id)) throw new ApiError("rate.limited", "too many connections of one device");

  const live = door.open(socket, caller);
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
    held.left(caller.device.id);
    live.onClose();
  });
  // It listens for its own removal since a moment; one that came in that moment shows here.
  await sessions.authenticate(first.token);
  // Closed meanwhile: what it had is cleared away already.
  if (!isOpen(socket)) return;
  socket.send(JSON.stringify({ type: "ready" }));
  live.onReady();
}

function hear<Message extends { type: string }>(
  live: LiveSocket<Message>,
  door: Door<Message>,
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
