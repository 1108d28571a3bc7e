// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The staff's origin as a listener of its own: pages, routes and sockets apart from those of households. */
import type { FastifyInstance } from "fastify";
import type { AddressInfo } from "node:net";
import type { RunningOperator } from "./compose-operator.ts";
import { buildStaffApp, type StaffAppParts } from "./http/build-staff-app.ts";
import { staffDoor, type StaffSocketParts } from "./sockets/staff-door.ts";
import { openSocketDoors } from "./sockets/socket-door.ts";

export type StaffListener = Readonly<{
  listen: () => Promise<void>;
  port: () => number;
  close: () => Promise<void>;
}>;

const LAST_REQUESTS_MS = 3000;

export async function buildStaffListener(
  http: Omit<StaffAppParts, "services" | "webRoot">,
  operator: RunningOperator,
  sockets: StaffSocketParts,
): Promise<StaffListener> {
  const { port, webRoot } = operator.config;
  const app = await buildStaffApp({ ...http, services: operator, ...(webRoot === undefined ? {} : { webRoot }) });
  const closeSockets = openSocketDoors(app.server, [staffDoor(sockets)], http);
  return {
    listen: async () => {
      await app.listen({ host: http.config.host, port, listenTextResolver: () => "HTTP listens for staff" });
    },
    port: () => (app.server.address() as AddressInfo).port,
    close: async () => {
      await Promise.all([closeSockets(), closeHttp(app)]);
    },
  };
}

/** Requests that have begun get a few seconds to end; then their connections are cut. */
export async function closeHttp(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => {
    app.server.closeAllConnections();
  }, LAST_REQUESTS_MS);
  await app.close();
  clearTimeout(cut);
}
