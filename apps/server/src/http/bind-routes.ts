// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Binds the contract's routes to their handlers: authentication, permission, validation, answer. */
import { errorBody, MAX_JSON_BYTES, OCTETS, ROUTES, type Route, type RouteName } from "@nightlatch/api-contract";
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import { mayCall } from "../access/permissions.ts";
import { ApiError } from "../errors.ts";
import type { Caller, Sessions } from "../services/sessions.ts";
import type { Handlers } from "./route-handler.ts";

type AnyHandler = (input: {
  params: unknown;
  query: unknown;
  body: unknown;
  caller: Caller | undefined;
  token: string | undefined;
  signal: AbortSignal;
}) => Promise<unknown>;

export function bindRoutes(app: FastifyInstance, handlers: Handlers, sessions: Sessions): void {
  const callers = new WeakMap<FastifyRequest, Caller>();
  for (const [name, route] of Object.entries(ROUTES) as [RouteName, Route][]) {
    const handler = handlers[name] as AnyHandler;
    app.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/gu, ":$1"),
      schema: schemaOf(route, name),
      bodyLimit: route.maxBodyBytes ?? MAX_JSON_BYTES,
      // Before the body: nobody fills our memory with megabytes who may not send them.
      onRequest: async (request) => {
        if (route.auth === "device") callers.set(request, await callerOf(sessions, bearerToken(request), name));
      },
      handler: (request, reply) => answer(route, name, handler, callers.get(request), request, reply),
    });
  }
}

async function answer(
  route: Route,
  name: RouteName,
  handler: AnyHandler,
  caller: Caller | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const token = bearerToken(request);
  const { params, query } = request;
  const body = route.body === OCTETS ? octetsOf(request.body) : request.body;
  const result = await handler({ params, query, body, caller, token, signal: request.signal });
  if (route.cacheControl !== undefined) void reply.header("cache-control", route.cacheControl);
  reply.code(name === "readHealth" && isFailing(result) ? 503 : route.status);
  if (route.response === undefined) return reply.send();
  if (route.response !== OCTETS) return result;
  return reply.type("application/octet-stream").send(bufferOf(result as Uint8Array));
}

/** The same memory as Node's streams want it. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

async function callerOf(sessions: Sessions, token: string | undefined, name: RouteName): Promise<Caller> {
  if (token === undefined) throw new ApiError("session.required", "no session");
  const isForRemoved = name === "readEntries";
  const caller = await (isForRemoved ? sessions.authenticateEvenRemoved(token) : sessions.authenticate(token));
  if (!mayCall(caller.device.role, name)) throw new ApiError("access.denied", "the role may not do this");
  return caller;
}

export function bearerToken(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  return header?.startsWith("Bearer ") === true ? header.slice("Bearer ".length) : undefined;
}

function octetsOf(body: unknown): Uint8Array {
  if (!Buffer.isBuffer(body)) throw new ApiError("request.malformed", "send application/octet-stream");
  return new Uint8Array(body.buffer, body.byteOffset, body.length);
}

function schemaOf(route: Route, name: RouteName): FastifySchema {
  return {
    summary: route.summary,
    operationId: name,
    ...(route.auth === "device" ? { security: [{ session: [] }] } : {}),
    ...(route.params === undefined ? {} : { params: route.params }),
    ...(route.query === undefined ? {} : { querystring: route.query }),
    ...(route.body === undefined || route.body === OCTETS ? {} : { body: route.body }),
    ...(route.body === OCTETS ? { consumes: ["application/octet-stream"] } : {}),
    response: {
      ...(route.response === undefined || route.response === OCTETS ? {} : { [route.status]: route.response }),
      "4xx": errorBody,
      "5xx": name === "readHealth" ? route.response : errorBody,
    },
  };
}

function isFailing(result: unknown): boolean {
  return typeof result === "object" && result !== null && "status" in result && result.status === "failing";
}
