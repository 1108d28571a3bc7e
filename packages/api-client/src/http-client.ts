// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Calls one route of the contract: typed in, checked out, every failure a ClientError. */
import {
  ROUTES,
  STAFF_ROUTES,
  type CallInput,
  type CallOutput,
  type RouteName,
  type StaffRouteName,
} from "@nightlatch/api-contract";
import { callRoute, type CallOptions, type HttpClientOptions } from "./call-route.ts";

/** Of the household's origin. */
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
    return (await callRoute(this.#options, ROUTES[name], input, options)) as CallOutput<(typeof ROUTES)[N]>;
  }
}

/** Of the staff's origin, which serves other routes and no household. */
export class StaffHttpClient {
  readonly #options: HttpClientOptions;

  constructor(options: HttpClientOptions) {
    this.#options = options;
  }

  /** @throws ClientError */
  async call<N extends StaffRouteName>(
    name: N,
    input: CallInput<(typeof STAFF_ROUTES)[N]>,
    options: CallOptions = {},
  ): Promise<CallOutput<(typeof STAFF_ROUTES)[N]>> {
    return (await callRoute(this.#options, STAFF_ROUTES[name], input, options)) as CallOutput<(typeof STAFF_ROUTES)[N]>;
  }
}
