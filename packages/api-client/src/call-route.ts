// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One call over HTTP, as its route says: the request's form, the answer's, and what may be sent twice. */
import { errorBody, isApiErrorCode, OCTETS, type Route } from "@nightlatch/api-contract";
import { ClientError } from "./errors.ts";
import { withRetries, type RetryPauses } from "./retry-policy.ts";

export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

export type HttpClientOptions = Readonly<{
  /** Origin of the server, without a path. */
  baseUrl: string;
  fetch: FetchLike;
  /** A call without an answer for this long is given up. */
  timeoutMs?: number;
  /** Further attempts of calls that may be sent twice; none when absent. */
  retryPausesMs?: RetryPauses;
}>;

export type CallOptions = Readonly<{
  token?: string | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}>;

type LooseInput = Readonly<{
  params?: Readonly<Record<string, unknown>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
}>;

/** What can end a call before its answer. */
type Way = Readonly<{ caller: AbortSignal | undefined; timeout: AbortSignal }>;

const DEFAULT_TIMEOUT_MS = 30_000;

/** The answer, of the form that the route gives it. @throws ClientError */
export async function callRoute(
  client: HttpClientOptions,
  route: Route,
  input: unknown,
  options: CallOptions,
): Promise<unknown> {
  const pausesMs = route.isIdempotent ? (client.retryPausesMs ?? []) : [];
  return withRetries(pausesMs, options.signal, () => callOnce(client, route, input as LooseInput, options));
}

async function callOnce(
  client: HttpClientOptions,
  route: Route,
  input: LooseInput,
  options: CallOptions,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? client.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const way: Way = { caller: options.signal, timeout };
  const response = await overTheWay(way, () => send(client, route, input, options.token, way));
  // The body may break off, or be given up, long after its head came.
  const bytes = await overTheWay(way, () => response.arrayBuffer());
  if (!response.ok) throw refusalOf(response.status, jsonOf(bytes));
  return outputOf(route, response.status, new Uint8Array(bytes));
}

function send(
  { baseUrl, fetch }: HttpClientOptions,
  route: Route,
  input: LooseInput,
  token: string | undefined,
  { caller, timeout }: Way,
): Promise<Response> {
  const signal = caller === undefined ? timeout : AbortSignal.any([caller, timeout]);
  const { body, contentType } = bodyOf(route, input.body);
  const headers: Record<string, string> = {};
  if (contentType !== undefined) headers["content-type"] = contentType;
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  const url = baseUrl + pathOf(route, input);
  return fetch(url, { method: route.method, headers, body, signal, cache: "no-store" });
}

async function overTheWay<T>({ caller, timeout }: Way, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (caller?.aborted === true) throw new ClientError("client.aborted", "the call was given up", { cause });
    throw timeout.aborted ? timedOut(cause) : unreachable(cause);
  }
}

function pathOf(route: Route, input: LooseInput): string {
  const params = input.params ?? {};
  const path = route.path.replace(/\{(\w+)\}/gu, (_all, name: string) => encodeURIComponent(String(params[name])));
  const pairs = Object.entries(input.query ?? {}).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) return path;
  return `${path}?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()}`;
}

function bodyOf(route: Route, body: unknown): Readonly<{ body: BodyInit | null; contentType?: string }> {
  if (route.body === undefined) return { body: null };
  if (route.body === OCTETS) return { body: body as Uint8Array<ArrayBuffer>, contentType: "application/octet-stream" };
  return { body: JSON.stringify(body), contentType: "application/json" };
}

function outputOf(route: Route, status: number, bytes: Uint8Array): unknown {
  if (route.response === undefined) return undefined;
  if (route.response === OCTETS) return bytes;
  const parsed = route.response.safeParse(jsonOf(bytes));
  if (parsed.success) return parsed.data;
  throw new ClientError("client.bad_answer", `an answer of another shape from ${route.path}`, {
    cause: parsed.error,
    status,
    advice: "The server speaks another version. Update both.",
  });
}

function refusalOf(status: number, body: unknown): ClientError {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success || !isApiErrorCode(parsed.data.error.code)) {
    return new ClientError("client.bad_answer", `status ${String(status)} without a known error`, {
      status,
      advice: "Something between here and the server answered in its place. Check the address.",
    });
  }
  const { code, message, advice, details } = parsed.data.error;
  return new ClientError(code, message, { status, advice, ...(details === undefined ? {} : { details }) });
}

function jsonOf(bytes: ArrayBuffer | Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    // What is not JSON has not the shape that is asked for next, and is refused there.
    return undefined;
  }
}

function unreachable(cause: unknown): ClientError {
  const advice = "Check the connection. Nothing is lost; it goes on by itself.";
  return new ClientError("client.unreachable", "the server was not reached", { cause, advice });
}

function timedOut(cause: unknown): ClientError {
  return new ClientError("client.timeout", "the server did not answer in time", {
    cause,
    advice: "The connection or the server is slow. It goes on by itself.",
  });
}
