// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What one hub was asked as a witness and has not answered yet. Numbers pair questions with answers. */
import { WITNESS_WITHIN_MS } from "@nightlatch/api-contract";
import type { WitnessAnswer } from "../log/witness-peer.ts";

type Open = Readonly<{ answer: (answer: WitnessAnswer) => void; fail: (error: Error) => void }>;

export class CheckpointQuestions {
  readonly #send: (id: number, body: Uint8Array) => void;
  readonly #open = new Map<number, Open>();
  #lastId = 0;
  #isClosed = false;

  constructor(send: (id: number, body: Uint8Array) => void) {
    this.#send = send;
  }

  /** Rejects when the hub does not answer in time, or goes. */
  ask(body: Uint8Array): Promise<WitnessAnswer> {
    if (this.#isClosed) return Promise.reject(new Error("the hub has gone"));
    const id = (this.#lastId += 1);
    const { promise, resolve, reject } = Promise.withResolvers<WitnessAnswer>();
    const timer = setTimeout(() => reject(new Error("the hub did not answer in time")), WITNESS_WITHIN_MS);
    this.#open.set(id, { answer: resolve, fail: reject });
    this.#send(id, body);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#open.delete(id);
    });
  }

  /** An answer to what was never asked, or that comes too late, is nothing. */
  answered(id: number, answer: WitnessAnswer): void {
    this.#open.get(id)?.answer(answer);
  }

  close(): void {
    this.#isClosed = true;
    for (const { fail } of this.#open.values()) fail(new Error("the hub has gone"));
  }
}
