// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The viewer's live socket: pictures, beacons and news of changes, for as long as this device is signed in. */
import { LiveChannel, type DeviceSession } from "@nightlatch/api-client";
import {
  serverToViewer,
  VIEWER_SOCKET_PATH,
  type MediaMessage,
  type ServerToViewer,
  type ViewerToServer,
} from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { formatId } from "@nightlatch/protocol/wire";
import type { LiveSocket, LiveSocketEvents } from "./household-server.ts";

/** @param origin http(s) origin of the server */
export function openViewerSocket(origin: string, session: DeviceSession, events: LiveSocketEvents): LiveSocket {
  const channel = new LiveChannel<ViewerToServer, ServerToViewer>({
    url: `${origin.replace(/^http/u, "ws")}${VIEWER_SOCKET_PATH}`,
    open: (url) => new WebSocket(url),
    token: (refused) => session.token(refused),
    incoming: serverToViewer,
    onMessage: (message) => dispatch(message, events),
    onMedia: (message) => dispatchMedia(message, events),
    onState: (state, problem) => {
      if (problem?.code === "session.refused") events.onConnection("refused");
      else events.onConnection(state === "ready" ? "online" : state === "connecting" ? "connecting" : "offline");
    },
  });
  return {
    watch: (camera, nonce) =>
      void channel.send({ type: "watch", camera: formatId(camera), nonce: encodeBase64url(nonce) }),
    leave: (camera) => void channel.send({ type: "leave", camera: formatId(camera) }),
    followCases: (cases) => void channel.send({ type: "follow-cases", cases: cases.map(formatId) }),
    close: () => channel.close(),
  };
}

function dispatch(message: ServerToViewer, events: LiveSocketEvents): void {
  switch (message.type) {
    case "beacon":
      events.onBeacon(message.camera, decodeBase64url(message.beacon));
      return;
    case "camera-offline":
      events.onCameraOffline(message.camera, true);
      return;
    case "camera-online":
      events.onCameraOffline(message.camera, false);
      return;
    case "skipped":
      // The hole in the sequence numbers says so too, and is signed for.
      return;
    case "clips-changed":
      events.onChanged({ clipsOf: message.camera });
      return;
    case "ledger-changed":
      events.onChanged("ledger");
      return;
    case "records-changed":
      events.onChanged("records");
      return;
    case "log-changed":
      events.onChanged("log");
      return;
    case "grants-changed":
      events.onChanged("grants");
      return;
    case "case-changed":
    case "staff-watching":
      events.onChanged("support");
      return;
    case "ready":
    case "error":
      return;
  }
}

function dispatchMedia({ kind, camera, payload }: MediaMessage, events: LiveSocketEvents): void {
  if (kind === "opening") events.onOpening(formatId(camera), payload);
  else events.onFrame(formatId(camera), payload);
}
