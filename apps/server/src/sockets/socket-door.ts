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
import { HubSocket } from "./hub-socket.ts";
import { refuse, type LiveSocket, type SocketParts } from "./live-socket.ts";
import { ViewerSocket } from "./viewer-socket.ts";

type Door<Message> = Readonly<{
  kind: "hub" | "viewer";
  roles: readonly Role[];
  schema: z.ZodType<Message>;
  open: (socket: WebSocket, caller: Caller) => LiveSocket<Message>;
}>;

const HELLO_WITHIN_MS = 5000;
const PING_EVERY_MS = 20_000;
const GOING_AWAY = 1001;

/** Listens for upgrades on `server`. The returned function closes every socket and stops listening. */
export function openSocketDoor(server: Server, parts: SocketParts): () => void {
  // Frames are ciphertext: compression would only cost.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_SOCKET_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const hubDoor: Door<HubToServer> = {
    kind: "hub",
    roles: ["hub"],
    schema: hubToServer,
    open: (socket, caller) => new HubSocket(socket, caller, parts),
  };
  const viewerDoor: Door<ViewerToServer> = {
    kind: "viewer",
    roles: ["owner", "member"],
    schema: viewerToServer,
    open: (socket, caller) => new ViewerSocket(socket, caller, parts),
  };
  const pings = setInterval(() => {
    for (const socket of sockets.clients) pingOrEnd(socket);
  }, PING_EVERY_MS);
  server.on("upgrade", (request, stream, head) => {
    const { pathname } = new URL(request.url ?? "/", "http://server");
    if (pathname !== HUB_SOCKET_PATH && pathname !== VIEWER_SOCKET_PATH) {
      stream.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      if (pathname === HUB_SOCKET_PATH) awaitHello(socket, hubDoor, parts);
      else awaitHello(socket, viewerDoor, parts);
    });
  });
  return () => {
    clearInterval(pings);
    for (const socket of sockets.clients) socket.close(GOING_AWAY, "server stopping");
    sockets.close();
  };
}

function awaitHello<Message extends { type: string }>(
  socket: WebSocket,
  door: Door<Message>,
  parts: SocketParts,
): void {
  socket.binaryType = "nodebuffer";
  markAlive(socket);
  const timer = setTimeout(() => {
    refuse(socket, new ApiError("session.required", "no hello in time"));
  }, HELLO_WITHIN_MS);
  socket.on("error", () => socket.terminate());
  socket.once("close", () => {
    clearTimeout(timer);
  });
  socket.once("message", (data, isBinary) => {
    clearTimeout(timer);
    enter(socket, door, parts, data, isBinary).catch((error: unknown) => {
      const told = error instanceof ApiError ? error : new ApiError("server.bug", "an unexpected failure");
      if (told.code === "server.bug") parts.logger.error({ event: "bug", err: error }, "a socket failed by a bug");
      refuse(socket, told);
    });
  });
}

async function enter<Message extends { type: string }>(
  socket: WebSocket,
  door: Door<Message>,
  parts: SocketParts,
  data: RawData,
  isBinary: boolean,
): Promise<void> {
  const first = isBinary ? undefined : door.schema.safeParse(parseJson(data)).data;
  if (first?.type !== "hello" || !("token" in first) || typeof first.token !== "string") {
    throw new ApiError("session.required", "say hello first");
  }
  const caller = await parts.sessions.authenticate(first.token);
  if (!door.roles.includes(caller.device.role)) throw new ApiError("access.denied", "the role may not do this");
  if (socket.readyState !== socket.OPEN) return;

  const live = door.open(socket, caller);
  parts.metrics.socketOpened(door.kind);
  socket.on("message", (message, binary) => {
    if (binary) live.onBytes(message as Buffer);
    else {
      const parsed = door.schema.safeParse(parseJson(message));
      if (parsed.success && parsed.data.type !== "hello") live.onText(parsed.data);
      else refuse(socket, new ApiError("request.malformed", "not a message of this socket"));
    }
  });
  socket.once("close", () => {
    parts.metrics.socketClosed(door.kind);
    live.onClose();
  });
  socket.send(JSON.stringify({ type: "ready" }));
}

const answered = new WeakSet<WebSocket>();

function markAlive(socket: WebSocket): void {
  answered.add(socket);
  socket.on("pong", () => answered.add(socket));
}

/** A peer that vanished without a word is ended at the second ping. */
function pingOrEnd(socket: WebSocket): void {
  if (!answered.delete(socket)) socket.terminate();
  else socket.ping();
}

function parseJson(data: RawData): unknown {
  try {
    return JSON.parse((data as Buffer).toString("utf8"));
  } catch {
    // Not JSON is not a message; the schema refuses it.
    return undefined;
  }
}
