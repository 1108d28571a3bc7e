// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Pairing mailboxes of one process. A restart in the ten minutes of a pairing means a new link. */
import { equalBytes } from "@nightlatch/bytes";
import { MAILBOX_LIFE_MS } from "@nightlatch/api-contract";
import type { Clock } from "../../ports/clock.ts";
import type { MailboxStore } from "../../ports/mailbox-store.ts";

type Message = Readonly<{ bytes: Uint8Array; expiresAtMs: number }>;

/** Anyone may leave a message: 8 KiB each at most, so this many cost 80 MiB. The oldest go first. */
const MAX_MESSAGES = 10_000;

export class MemoryMailboxStore implements MailboxStore {
  readonly #clock: Clock;
  readonly #messages = new Map<string, Message>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(mailbox: string, slot: string, bytes: Uint8Array): "stored" | "same" | "other" {
    const key = `${mailbox}/${slot}`;
    const known = this.#find(key);
    if (known !== undefined) return equalBytes(known, bytes) ? "same" : "other";
    if (this.#messages.size >= MAX_MESSAGES) {
      const [oldest] = this.#messages.keys();
      if (oldest !== undefined) this.#messages.delete(oldest);
    }
    this.#messages.delete(key);
    this.#messages.set(key, { bytes, expiresAtMs: this.#clock.nowMs() + MAILBOX_LIFE_MS });
    for (const wake of this.#waiting.get(key) ?? []) wake();
    return "stored";
  }

  async read(mailbox: string, slot: string, waitMs: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const key = `${mailbox}/${slot}`;
    const known = this.#find(key);
    if (known !== undefined || waitMs === 0 || signal.aborted) return known;
    await this.#wait(key, waitMs, signal);
    return this.#find(key);
  }

  sweep(nowMs: number): void {
    for (const [key, { expiresAtMs }] of this.#messages) if (expiresAtMs <= nowMs) this.#messages.delete(key);
  }

  #find(key: string): Uint8Array | undefined {
    const message = this.#messages.get(key);
    return message === undefined || message.expiresAtMs <= this.#clock.nowMs() ? undefined : message.bytes;
  }

  #wait(key: string, waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, waiting);
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        waiting.delete(done);
        if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal.addEventListener("abort", done, { once: true });
      waiting.add(done);
    });
  }
}
