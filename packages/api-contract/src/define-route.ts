// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One object a route: server, client and the OpenAPI page are made from the same one. */
import type { z } from "zod";
import type { ApiErrorCode } from "./error-table.ts";

/** Raw bytes instead of JSON. */
export const OCTETS = "octets";

export type Route = Readonly<{
  method: "GET" | "PUT" | "POST" | "DELETE";
  /** With `{name}` for each parameter. */
  path: string;
  summary: string;
  /** "device", "staff": needs a session of a household's device, of the operator's. Who may do what: the server's table. */
  auth: "none" | "device" | "staff";
  /** Of a household's routes: is there only where the server has an operator. */
  isForOperator?: true;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject | typeof OCTETS;
  /** Maximum of the body; MAX_JSON_BYTES when absent. */
  maxBodyBytes?: number;
  status: 200 | 201 | 204;
  /** Absent: no body. */
  response?: z.ZodObject | typeof OCTETS;
  /** Only for what is the same for everyone. Absent: nobody is told to keep it. */
  cacheControl?: string;
  /** Safe to send again when no answer came. */
  isIdempotent: boolean;
  errors: readonly ApiErrorCode[];
}>;

export function defineRoute<const R extends Route>(route: R): R {
  return route;
}

type InputOf<T> = T extends z.ZodType ? z.input<T> : T extends typeof OCTETS ? Uint8Array : undefined;

/** What a caller passes: only the parts that the route has. */
export type CallInput<R extends Route> = (R extends { params: infer P } ? { params: InputOf<P> } : unknown) &
  (R extends { query: infer Q } ? { query: InputOf<Q> } : unknown) &
  (R extends { body: infer B } ? { body: InputOf<B> } : unknown);

/** What a caller gets. */
export type CallOutput<R extends Route> = R extends { response: infer T }
  ? T extends z.ZodType
    ? z.output<T>
    : Uint8Array
  : undefined;
