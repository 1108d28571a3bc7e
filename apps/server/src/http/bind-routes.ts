// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Binds the contract's routes to their handlers: authentication, permission, validation, answer. */
import { errorBody, MAX_JSON_BYTES, OCTETS, type Route } from "@nightlatch/api-contract";
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import { ApiError } from "../errors.ts";

type AnyHandler = (input: {
  params: unknown;
  query: unknown;
  body: unknown;
  caller: unknown;
  token: string | undefined;
  signal: AbortSignal;
}) => Promise<unknown>;

export type BoundRoutes<Name extends string> = Readonly<{
  routes: Readonly<Record<Name, Route>>;
  /** A route without one does not exist here. */
  handlers: object;
  /** Whose token it is, if that may call the route. @throws session.* | access.denied */
  callerOf: (token: string, name: Name) => unknown;
}>;

export function bindRoutes<Name extends string>(
  app: FastifyInstance,
  { routes, handlers, callerOf }: BoundRoutes<Name>,
): void {
  const callers = new WeakMap<FastifyRequest, unknown>();
  const known = handlers as Readonly<Partial<Record<string, AnyHandler>>>;
  for (const [name, route] of Object.entries(routes) as [Name, Route][]) {
    const handler = known[name];
    if (handler === undefined) continue;
    app.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/gu, ":$1"),
      schema: schemaOf(route, name),
      bodyLimit: route.maxBodyBytes ?? MAX_JSON_BYTES,
      // Before the body: nobody fills our memory with megabytes who may not send them.
      onRequest: async (request) => {
        if (route.auth === "none") return;
        const token = bearerToken(request);
        if (token === undefined) throw new ApiError("session.required", "no session");
        callers.set(request, await callerOf(token, name));
      },
      handler: (request, reply) => answer(route, name, handler, callers.get(request), request, reply),
    });
  }
}

async function answer(
  route: Route,
  name: string,
  handler: AnyHandler,
  caller: unknown,
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

export function bearerToken(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  return header?.startsWith("Bearer ") === true ? header.slice("Bearer ".length) : undefined;
}

function octetsOf(body: unknown): Uint8Array {
  if (!Buffer.isBuffer(body)) throw new ApiError("request.malformed", "send application/octet-stream");
  return new Uint8Array(body.buffer, body.byteOffset, body.length);
}

function schemaOf(route: Route, name: string): FastifySchema {
  return {
    summary: route.summary,
    operationId: name,
    ...(route.auth === "none" ? {} : { security: [{ session: [] }] }),
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
