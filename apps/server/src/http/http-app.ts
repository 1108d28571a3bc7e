// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The HTTP side of every origin of ours, before its routes: parsers, limits, headers, errors, documents. */
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import { fastify, LogController, type FastifyInstance, type FastifyServerOptions } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { Logger } from "pino";
import { readFileSync } from "node:fs";
import { NightlatchError } from "@nightlatch/errors";
import type { ServerConfig } from "../config.ts";
import { ApiError } from "../errors.ts";
import type { Metrics } from "../observability/metrics.ts";
import { bearerToken } from "./bind-routes.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { sendError } from "./send-error.ts";

/** A part over a slow line takes minutes; a request that never ends holds memory. */
const SLOWEST_REQUEST_MS = 300_000;

export type HttpParts = Readonly<{
  config: ServerConfig;
  metrics: Metrics;
  logger: Logger;
  /** Aborts when the server stops: who waits is answered. */
  stopping: AbortSignal;
  /** Whose token it is: one budget of requests each. */
  ownerOf: (token: string) => string | undefined;
}>;

export async function newHttpApp(parts: HttpParts): Promise<FastifyInstance> {
  const { config, metrics, logger, stopping } = parts;
  const options: FastifyServerOptions = {
    loggerInstance: logger,
    // Fastify's own request log holds addresses and URLs with ids.
    logController: new LogController({ disableRequestLogging: true }),
    // A stop answers by the contract, see below; Fastify's own 503 has another shape.
    return503OnClosing: false,
    requestTimeout: SLOWEST_REQUEST_MS,
    ...httpsOf(config),
  };
  const app = fastify(options);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendError);
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });
  measureRequests(app, metrics);
  refuseWhenStopping(app, stopping);
  await addSecurityHeaders(app, config.tls !== undefined);
  await addRateLimits(app, parts);
  await app.register(swagger, {
    openapi: {
      info: { title: "Nightlatch server", version: "1", description: "All bodies that matter are ciphertext." },
      components: { securitySchemes: { session: { type: "http", scheme: "bearer" } } },
    },
    transform: jsonSchemaTransform,
  });
  return app;
}

/** What has begun is answered; whoever comes later is told to come again. */
function refuseWhenStopping(app: Pick<FastifyInstance, "addHook">, stopping: AbortSignal): void {
  app.addHook("onRequest", (_request, _reply, done) => {
    done(stopping.aborted ? new ApiError("server.stopping", "the server is stopping") : undefined);
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (stopping.aborted) void reply.header("connection", "close");
    done();
  });
}

function measureRequests(app: Pick<FastifyInstance, "addHook">, metrics: Metrics): void {
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "unknown";
    metrics.request(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    request.log.debug({ event: "request", method: request.method, route, status: reply.statusCode }, "answered");
    done();
  });
}

/** A device that is signed in has a budget of its own; everyone else shares the one of their address. */
async function addRateLimits(app: Pick<FastifyInstance, "register">, { config, ownerOf }: HttpParts): Promise<void> {
  await app.register(rateLimit, {
    timeWindow: 60_000,
    keyGenerator: (request) => {
      const token = bearerToken(request);
      const device = token === undefined ? undefined : ownerOf(token);
      return device === undefined ? `address ${request.ip}` : `device ${device}`;
    },
    max: (_request, key) =>
      key.startsWith("device ") ? config.deviceRequestsPerMinute : config.addressRequestsPerMinute,
    errorResponseBuilder: () => new ApiError("rate.limited", "too many requests in a minute"),
  });
}

function httpsOf({ tls }: ServerConfig): FastifyServerOptions {
  if (tls === undefined) return {};
  try {
    const https = { cert: readFileSync(tls.certPath), key: readFileSync(tls.keyPath) };
    return { https } as FastifyServerOptions;
  } catch (cause) {
    throw new NightlatchError("config.invalid", "the TLS certificate or its key cannot be read", {
      cause,
      advice: "Check NIGHTLATCH_TLS_CERT and NIGHTLATCH_TLS_KEY, and that this user may read both files.",
    });
  }
}
