// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Calls one route of the contract: typed in, checked out, every failure a ClientError. */
import {
  errorBody,
  isApiErrorCode,
  OCTETS,
  ROUTES,
  type CallInput,
  type CallOutput,
  type Route,
  type RouteName,
} from "@nightlatch/api-contract";
import { ClientError } from "./errors.ts";

export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

export type HttpClientOptions = Readonly<{
  /** Origin of the server, without a path. */
  baseUrl: string;
  fetch: FetchLike;
  /** A call without an answer for this long is given up. */
  timeoutMs?: number;
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

const DEFAULT_TIMEOUT_MS = 30_000;

export class HttpClient {
  readonly #options: HttpClientOptions;

  constructor(options: HttpClientOptions) {
    this.#options = options;
  }

  /** @throws ClientError */
  async call<N extends RouteName>(
    name: N,
    input: CallInput<(typeof ROUTES)[N]>,
    options: CallOptions = {},
  ): Promise<CallOutput<(typeof ROUTES)[N]>> {
    const route: Route = ROUTES[name];
    const response = await this.#send(route, input as LooseInput, options);
    if (!response.ok) throw await refusalOf(response);
    return (await outputOf(route, response)) as CallOutput<(typeof ROUTES)[N]>;
  }

  async #send(route: Route, input: LooseInput, options: CallOptions): Promise<Response> {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
    const { body, contentType } = bodyOf(route, input.body);
    const headers: Record<string, string> = {};
    if (contentType !== undefined) headers["content-type"] = contentType;
    if (options.token !== undefined) headers["authorization"] = `Bearer ${options.token}`;
    const url = this.#options.baseUrl + pathOf(route, input);
    try {
      return await this.#options.fetch(url, { method: route.method, headers, body, signal, cache: "no-store" });
    } catch (cause) {
      if (options.signal?.aborted === true) throw new ClientError("client.aborted", "the call was given up", { cause });
      if (timeout.aborted) throw timedOut(cause);
      throw unreachable(cause);
    }
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

async function outputOf(route: Route, response: Response): Promise<unknown> {
  if (route.response === undefined) return undefined;
  if (route.response === OCTETS) return new Uint8Array(await wholeBody(() => response.arrayBuffer()));
  const parsed = route.response.safeParse(await jsonOf(response));
  if (parsed.success) return parsed.data;
  throw new ClientError("client.bad_answer", `an answer of another shape from ${route.path}`, {
    cause: parsed.error,
    status: response.status,
    advice: "The server speaks another version. Update both.",
  });
}

async function refusalOf(response: Response): Promise<ClientError> {
  const parsed = errorBody.safeParse(await jsonOf(response).catch(() => undefined));
  if (!parsed.success || !isApiErrorCode(parsed.data.error.code)) {
    return new ClientError("client.bad_answer", `status ${String(response.status)} without a known error`, {
      status: response.status,
      advice: "Something between here and the server answered in its place. Check the address.",
    });
  }
  const { code, message, advice, details } = parsed.data.error;
  return new ClientError(code, message, {
    status: response.status,
    advice,
    ...(details === undefined ? {} : { details }),
  });
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await wholeBody(() => response.text());
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ClientError("client.bad_answer", "an answer that is not JSON", { cause, status: response.status });
  }
}

async function wholeBody<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw unreachable(cause);
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
