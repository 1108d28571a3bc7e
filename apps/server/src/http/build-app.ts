// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What is served where households are: their routes, the public log, the app. */
import { ROUTES } from "@nightlatch/api-contract";
import type { FastifyInstance } from "fastify";
import { ApiError } from "../errors.ts";
import { bindRoutes } from "./bind-routes.ts";
import { callerOf } from "./callers.ts";
import { makeHandlers, type Services } from "./handlers.ts";
import { newHttpApp, type HttpParts } from "./http-app.ts";
import { serveLogFiles } from "./log-files.ts";
import { isLoopback } from "./loopback.ts";
import { makeOperatorHandlers, type OperatorServices } from "./operator-handlers.ts";
import { servePublicCount } from "./public-count-page.ts";
import { serveWebApp } from "./web-app.ts";

export type AppParts = Omit<HttpParts, "ownerOf"> &
  Readonly<{
    services: Services;
    /** Absent: nobody is an operator here, and no route speaks of one. */
    operator?: OperatorServices;
  }>;

export async function buildApp({ services, operator, ...parts }: AppParts): Promise<FastifyInstance> {
  const { config, metrics } = parts;
  const { sessions } = services;
  const ownerOf = (token: string) => sessions.findDevice(token);
  const app = await newHttpApp({ ...parts, ownerOf });
  await app.register((scope, _options, done) => {
    const handlers = { ...makeHandlers(services), ...(operator === undefined ? {} : makeOperatorHandlers(operator)) };
    bindRoutes(scope, { routes: ROUTES, handlers, callerOf: (token, name) => callerOf(sessions, token, name) });
    if (operator !== undefined) servePublicCount(scope, operator.accessCount);
    done();
  });
  await app.register((scope, _options, done) => {
    serveLogFiles(scope, services.log, config.logRequestsPerMinute);
    done();
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
  app.get("/metrics", { schema: { hide: true } }, async (request, reply) => {
    if (!isLoopback(request.socket.remoteAddress)) throw new ApiError("route.unknown", "no such address");
    return reply.type(metrics.contentType).send(await metrics.text());
  });
  await serveWebApp(app, config.webRoot);
  await app.ready();
  return app;
}
