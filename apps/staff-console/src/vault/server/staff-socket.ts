// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The console's live socket: news of cases, grants and roster, and the pictures of a camera that is watched. */
import { LiveChannel } from "@nightlatch/api-client";
import {
  serverToStaff,
  STAFF_SOCKET_PATH,
  type MediaMessage,
  type ServerToStaff,
  type StaffToServer,
} from "@nightlatch/api-contract";

export type StaffSocketEvents = Readonly<{
  onMessage: (message: ServerToStaff) => void;
  onMedia: (message: MediaMessage) => void;
}>;

export type StaffSocket = Readonly<{ send: (message: StaffToServer) => void; close: () => void }>;

/** @param origin http(s) origin of the staff's server */
export function openStaffSocket(origin: string, token: string, events: StaffSocketEvents): StaffSocket {
  const channel = new LiveChannel<StaffToServer, ServerToStaff>({
    url: `${origin.replace(/^http/u, "ws")}${STAFF_SOCKET_PATH}`,
    open: (url) => new WebSocket(url),
    // There is one token a session: a refused one means that the session has ended, which the next call finds out.
    token: () => Promise.resolve(token),
    incoming: serverToStaff,
    onMessage: events.onMessage,
    onMedia: events.onMedia,
    onState: () => undefined,
  });
  // What is not sent while the way is down is said again at `ready`.
  return { send: (message) => void channel.send(message), close: () => channel.close() };
}
