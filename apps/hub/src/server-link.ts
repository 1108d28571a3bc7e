// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The hub's way to its server: HTTP, a session as this device, and the live socket. */
import {
  DeviceSession,
  HttpClient,
  LiveChannel,
  type ChannelState,
  type ClientError,
  type SocketLike,
} from "@nightlatch/api-client";
import {
  HUB_SOCKET_PATH,
  MAX_SOCKET_MESSAGE_BYTES,
  serverToHub,
  type HubToServer,
  type ServerToHub,
} from "@nightlatch/api-contract";
import { proveSession, type DeviceSecrets } from "@nightlatch/protocol/keys";
import type { LaneId } from "@nightlatch/protocol/wire";
import { WebSocket } from "ws";
import { fetchByNode } from "./fetch-by-node.ts";
import type { Clock } from "./ports/clock.ts";

export type HubChannel = LiveChannel<HubToServer, ServerToHub>;

export function openHttp(serverUrl: string): HttpClient {
  return new HttpClient({ baseUrl: serverUrl, fetch: fetchByNode });
}

export function openSession(http: HttpClient, hub: DeviceSecrets, lane: LaneId, clock: Clock): DeviceSession {
  const prove = (challenge: Uint8Array) => proveSession(hub, lane, challenge);
  return new DeviceSession(http, { lane, device: hub.id, prove }, () => clock.nowMs());
}

export type ChannelEvents = Readonly<{
  onMessage: (message: ServerToHub) => void;
  onState: (state: ChannelState, problem?: ClientError) => void;
}>;

export function openChannel(serverUrl: string, session: DeviceSession, events: ChannelEvents): HubChannel {
  return new LiveChannel<HubToServer, ServerToHub>({
    url: serverUrl.replace(/^http/u, "ws") + HUB_SOCKET_PATH,
    open: (url) => openSocket(url),
    token: (refused) => session.token(refused),
    incoming: serverToHub,
    onMedia: () => undefined,
    ...events,
  });
}

function openSocket(url: string): SocketLike {
  // Sealed bytes do not compress.
  return new WebSocket(url, { perMessageDeflate: false, maxPayload: MAX_SOCKET_MESSAGE_BYTES });
}
