// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a route's code gets and gives: checked input, the caller, a JSON value or bytes. */
import type { CallOutput, Route, ROUTES, STAFF_ROUTES } from "@nightlatch/api-contract";
import type { z } from "zod";
import type { Caller } from "../services/sessions.ts";
import type { StaffCaller } from "../services/staff/staff-sessions.ts";

type Part<R, K extends string> =
  R extends Readonly<Record<K, infer T>> ? (T extends z.ZodType ? z.output<T> : Uint8Array) : undefined;

export type HandlerInput<R extends Route, Who> = Readonly<{
  params: Part<R, "params">;
  query: Part<R, "query">;
  body: Part<R, "body">;
  /** Set on routes that need a session. */
  caller: R extends { auth: "none" } ? undefined : Who;
  token: string | undefined;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
}>;

type Handler<R extends Route, Who> = (input: HandlerInput<R, Who>) => Promise<CallOutput<R>>;

/** One handler for each route of a table: a missing one does not compile. */
type HandlersOf<Routes extends Readonly<Record<string, Route>>, Who> = {
  readonly [N in keyof Routes]: Handler<Routes[N], Who>;
};

/** Of a household's routes, those that are there only where the server has an operator. */
type OperatorRouteName = {
  [N in keyof typeof ROUTES]: (typeof ROUTES)[N] extends { isForOperator: true } ? N : never;
}[keyof typeof ROUTES];

type EveryHandler = HandlersOf<typeof ROUTES, Caller>;

export type Handlers = Omit<EveryHandler, OperatorRouteName>;
export type OperatorHandlers = Pick<EveryHandler, OperatorRouteName>;
export type StaffHandlers = HandlersOf<typeof STAFF_ROUTES, StaffCaller>;
