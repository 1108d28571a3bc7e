// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file All that this console has opened of its team's cases, in memory. Pure bookkeeping: what arrives in it was opened
 * and checked before. Owns the cursors up to which the server's lists were read.
 */
import type { Purpose } from "../../vault-client/vault-api.ts";

/** Ids and keys are base64url text: this is also how it is written down, sealed. */
export type IndexedCase = Readonly<{
  id: string;
  openedAtMs: number;
  changedAtMs: number;
  isClosed: boolean;
  /** How many messages the server has. */
  count: number;
  /** Absent when the case was not sealed to this device. */
  key?: string;
}>;

export type OpenedRequest = Readonly<{
  id: string;
  kind: "clips" | "live";
  purpose: Purpose;
  words: string;
  minutes: number;
  fromMs: number;
  toMs: number;
}>;

export type OpenedBody =
  | Readonly<{ kind: "words"; text: string }>
  | Readonly<{ kind: "health"; figures: readonly (readonly [string, string])[] }>
  | Readonly<{ kind: "request"; request: OpenedRequest }>
  | Readonly<{ kind: "answer"; request: string; grant?: string }>
  | Readonly<{ kind: "close" }>
  /** It did not open, or its writer is another than it says. */
  | Readonly<{ kind: "broken"; code: string }>;

export type OpenedMessage = Readonly<{
  case: string;
  n: number;
  /** By its writer's clock. */
  atMs: number;
  /** Absent: the customer. */
  staff?: string;
  body: OpenedBody;
}>;

/** What one step of reading brought: written down and taken in as a whole. */
export type Segment = Readonly<{
  cases: readonly IndexedCase[];
  messages: readonly OpenedMessage[];
  casesCursor: number;
  messagesCursor: number;
}>;

export type KnownCase = Readonly<{ facts: IndexedCase; messages: readonly OpenedMessage[] }>;

export class CaseIndex {
  readonly #cases = new Map<string, KnownCase>();
  #casesCursor = 0;
  #messagesCursor = 0;

  get casesCursor(): number {
    return this.#casesCursor;
  }

  get messagesCursor(): number {
    return this.#messagesCursor;
  }

  get size(): number {
    return this.#cases.size;
  }

  find(id: string): KnownCase | undefined {
    return this.#cases.get(id);
  }

  all(): Iterable<KnownCase> {
    return this.#cases.values();
  }

  take({ cases, messages, casesCursor, messagesCursor }: Segment): void {
    for (const facts of cases)
      this.#cases.set(facts.id, { facts, messages: this.#cases.get(facts.id)?.messages ?? [] });
    for (const message of messages) this.#takeMessage(message);
    this.#casesCursor = Math.max(this.#casesCursor, casesCursor);
    this.#messagesCursor = Math.max(this.#messagesCursor, messagesCursor);
  }

  /** Everything in one piece, for storage that is to be written anew. */
  whole(): Segment {
    const known = [...this.#cases.values()];
    return {
      cases: known.map(({ facts }) => facts),
      messages: known.flatMap(({ messages }) => messages),
      casesCursor: this.#casesCursor,
      messagesCursor: this.#messagesCursor,
    };
  }

  /** In order and without a hole: a message that does not come next is asked for again, by its case. */
  #takeMessage(message: OpenedMessage): void {
    const known = this.#cases.get(message.case);
    if (message.n !== known?.messages.length) return;
    this.#cases.set(message.case, { ...known, messages: [...known.messages, message] });
  }
}
