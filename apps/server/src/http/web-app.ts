// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Serves the built household app: hashed files for a year, the page itself always fresh. */
import fastifyStatic from "@fastify/static";
import { LOG_PREFIX } from "@nightlatch/api-contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../errors.ts";
import { sendError } from "./send-error.ts";

export async function serveWebApp(app: FastifyInstance, webRoot: string | undefined): Promise<void> {
  if (webRoot !== undefined) {
    await app.register(fastifyStatic, {
      root: webRoot,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isHashed = /[\\/]assets[\\/]/u.test(path);
        void reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    if (webRoot !== undefined && asksForPage(request)) return sendPage(reply);
    sendError(new ApiError("route.unknown", "no such address"), request, reply);
    return reply;
  });
}

/** The app draws its own pages below any path that is not the API's. */
function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  const isOfApi = url.startsWith("/v1/") || url.startsWith(LOG_PREFIX);
  return method === "GET" && !isOfApi && (headers.accept?.includes("text/html") ?? false);
}

function sendPage(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "no-cache").sendFile("index.html");
}
