// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The small rules that an evil cloud is made of: drop, delay, replay, reorder, swap, forge, fork. */
import { encodeUtf8 } from "@nightlatch/bytes";
import type { Answer, Message, MessageRule, Rule } from "./exchange.ts";

/** The connection breaks. */
export function drop(): Rule {
  return () => Promise.resolve(undefined);
}

/** The answer comes when `until` resolves. */
export function delay(until: Promise<void>): Rule {
  return async (ask) => {
    await until;
    return ask();
  };
}

/** Another body in place of the true one. */
export function forge(change: (body: Uint8Array) => Uint8Array | Promise<Uint8Array>): Rule {
  return async (ask) => {
    const truth = await ask();
    return { ...truth, body: await change(truth.body) };
  };
}

/** The same for an answer in JSON. */
export function forgeJson(change: (json: Record<string, unknown>) => unknown): Rule {
  return forge(async (body) => {
    const json = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
    return encodeUtf8(JSON.stringify(await change(json)));
  });
}

/** Whoever asks for the one gets the other, and the other way round. */
export function swap(one: string, other: string): Rule {
  return (ask, { path }) => {
    const path1 = path.replaceAll(one, "\0").replaceAll(other, one).replaceAll("\0", other);
    return ask({ path: path1 });
  };
}

/** The answers of another cloud that holds the same secrets. */
export function fork(serverUrl: string): Rule {
  return (ask) => ask({ serverUrl });
}

/** Keeps true answers, to give them again when they are no longer true. */
export class Tape {
  readonly #kept = new Map<string, Answer>();

  readonly record: Rule = async (ask, { place }) => {
    const answer = await ask();
    this.#kept.set(place, answer);
    return answer;
  };

  /** The last answer that was kept of the same place; the truth where there is none. */
  readonly replay: Rule = (ask, { place }) => {
    const kept = this.#kept.get(place);
    return kept === undefined ? ask() : Promise.resolve(kept);
  };
}

/** Every message twice. */
export function repeatMessages(): MessageRule {
  return (message) => [message, message];
}

/** Those that fit never arrive. */
export function dropMessages(fits: (message: Message) => boolean): MessageRule {
  return (message) => (fits(message) ? [] : [message]);
}

/** Of those that fit, each two change places. */
export function reorderMessages(fits: (message: Message) => boolean): MessageRule {
  let held: Message | undefined;
  return (message) => {
    if (!fits(message)) return [message];
    if (held === undefined) {
      held = message;
      return [];
    }
    const both = [message, held];
    held = undefined;
    return both;
  };
}
