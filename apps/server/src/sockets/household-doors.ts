// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The live sockets of a household's devices: its hubs, and whoever watches. */
import { HUB_SOCKET_PATH, hubToServer, VIEWER_SOCKET_PATH, viewerToServer } from "@nightlatch/api-contract";
import type { Role } from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";
import type { Caller, Sessions } from "../services/sessions.ts";
import { HubSocket } from "./hub-socket.ts";
import type { SocketParts } from "./live-socket.ts";
import { greeterAt } from "./socket-door.ts";
import { ViewerSocket } from "./viewer-socket.ts";

const deviceOf = ({ device }: Caller) => device.id;

export function householdDoors(parts: SocketParts) {
  const { sessions } = parts;
  return [
    greeterAt({
      path: HUB_SOCKET_PATH,
      kind: "hub",
      schema: hubToServer,
      enter: (token) => callerWith(sessions, ["hub"], token),
      deviceOf,
      open: (socket, caller) => new HubSocket(socket, caller, parts),
    }),
    greeterAt({
      path: VIEWER_SOCKET_PATH,
      kind: "viewer",
      schema: viewerToServer,
      enter: (token) => callerWith(sessions, ["owner", "member", "guest"], token),
      deviceOf,
      open: (socket, caller) => new ViewerSocket(socket, caller, parts),
    }),
  ];
}

async function callerWith(sessions: Sessions, roles: readonly Role[], token: string): Promise<Caller> {
  const caller = await sessions.authenticate(token);
  if (roles.includes(caller.device.role)) return caller;
  throw new ApiError("access.denied", "the role may not do this");
}
