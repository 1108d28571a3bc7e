// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a route's code gets and gives: checked input, the caller, a JSON value or bytes. */
import type { CallOutput, ROUTES, RouteName } from "@nightlatch/api-contract";
import type { z } from "zod";
import type { Caller } from "../services/sessions.ts";

type Part<R, K extends string> =
  R extends Readonly<Record<K, infer T>> ? (T extends z.ZodType ? z.output<T> : Uint8Array) : undefined;

export type HandlerInput<N extends RouteName> = Readonly<{
  params: Part<(typeof ROUTES)[N], "params">;
  query: Part<(typeof ROUTES)[N], "query">;
  body: Part<(typeof ROUTES)[N], "body">;
  /** Set on routes that need a session. */
  caller: (typeof ROUTES)[N] extends { auth: "device" } ? Caller : undefined;
  token: string | undefined;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
}>;

export type Handler<N extends RouteName> = (input: HandlerInput<N>) => Promise<CallOutput<(typeof ROUTES)[N]>>;

/** One handler for each route of the contract: a missing one does not compile. */
export type Handlers = { readonly [N in RouteName]: Handler<N> };
