// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The least that a relay can do: what comes in at /source goes out to every other connection, as it is. No
 * sessions, no memory, no fairness. A yardstick for bench/ alone.
 */
import { WebSocketServer, type WebSocket } from "ws";
import { endWithStarter, say } from "../stage/program.ts";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
const viewers = new Set<WebSocket>();

server.on("connection", (socket, request) => {
  if (request.url === "/source") {
    socket.on("message", (message, isBinary) => {
      for (const viewer of viewers) viewer.send(message, { binary: isBinary });
    });
    return;
  }
  viewers.add(socket);
  socket.on("close", () => viewers.delete(socket));
});
server.on("listening", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") say({ listening: `ws://127.0.0.1:${String(address.port)}` });
});
endWithStarter();
