// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One question of a victim, its answer, and the rule by which the evil cloud bends it. */
import type { RouteName } from "@nightlatch/api-contract";

/** A route of the contract, a piece of the public log, or whatever else a server answers. */
export type Place = RouteName | "public-log" | "other";

export type Question = Readonly<{
  place: Place;
  method: string;
  /** With its query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}>;

export type Answer = Readonly<{ status: number; contentType: string; body: Uint8Array }>;

/** Asks on: the next rule, and behind the last one the real server, or the one at `serverUrl`. */
export type Ask = (change?: Readonly<{ path?: string; body?: Uint8Array; serverUrl?: string }>) => Promise<Answer>;

/** Undefined: the connection breaks in the middle of the answer. */
export type Rule = (ask: Ask, question: Question) => Promise<Answer | undefined>;

export type Message = Readonly<{ data: Uint8Array; isBinary: boolean }>;
/** What of a live socket goes on in place of one message: nothing, it, others, it twice. */
export type MessageRule = (message: Message) => readonly Message[];
