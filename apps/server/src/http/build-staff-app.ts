// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What is served where the staff is: an origin of its own, with its own page, sessions and routes. */
import { STAFF_ROUTES } from "@nightlatch/api-contract";
import type { FastifyInstance } from "fastify";
import { bindRoutes } from "./bind-routes.ts";
import { staffCallerOf } from "./callers.ts";
import { newHttpApp, type HttpParts } from "./http-app.ts";
import { makeStaffHandlers, type StaffServices } from "./staff-handlers.ts";
import { serveWebApp } from "./web-app.ts";

export type StaffAppParts = Omit<HttpParts, "ownerOf"> &
  Readonly<{
    services: StaffServices;
    /** Folder of the built console; absent: no page is served. */
    webRoot?: string;
  }>;

export async function buildStaffApp({ services, webRoot, ...parts }: StaffAppParts): Promise<FastifyInstance> {
  const { staffSessions } = services;
  const app = await newHttpApp({ ...parts, ownerOf: (token) => staffSessions.findStaff(token) });
  await app.register((scope, _options, done) => {
    bindRoutes(scope, {
      routes: STAFF_ROUTES,
      handlers: makeStaffHandlers(services),
      callerOf: (token, name) => staffCallerOf(staffSessions, token, name),
    });
    done();
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
  await serveWebApp(app, webRoot);
  await app.ready();
  return app;
}
