// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file From callbacks to an async iterable, with bounded memory: when the reader falls behind, `onFull` stops the
 * sender (over TCP the camera then feels it), and `onDrained` lets it go on.
 */
import { invariant } from "@nightlatch/errors";
import type { SourceEvent } from "./camera-source.ts";

export type QueueFlow = Readonly<{ onFull(): void; onDrained(): void }>;

const MAX_EVENTS = 256;
const MAX_BYTES = 4 * 1024 * 1024;

/** Owns the events between a source and its one reader. */
export class EventQueue {
  readonly #flow: QueueFlow;
  #events: SourceEvent[] = [];
  #bytes = 0;
  #isFull = false;
  #outcome: { kind: "ended" } | { kind: "failed"; error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(flow: QueueFlow) {
    this.#flow = flow;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  push(event: SourceEvent): void {
    if (this.#outcome) return;
    this.#events.push(event);
    this.#bytes += sizeBytes(event);
    if (!this.#isFull && (this.#events.length >= MAX_EVENTS || this.#bytes >= MAX_BYTES)) {
      this.#isFull = true;
      this.#flow.onFull();
    }
    this.#wakeReader();
  }

  /** The reader gets nothing more. The first outcome counts. */
  end(): void {
    if (!this.#outcome) this.#events = [];
    this.#outcome ??= { kind: "ended" };
    this.#wakeReader();
  }

  /** The reader gets what is queued, then the error. */
  fail(error: unknown): void {
    this.#outcome ??= { kind: "failed", error };
    this.#wakeReader();
  }

  async *read(): AsyncGenerator<SourceEvent, void, undefined> {
    for (;;) {
      const event = this.#events.shift();
      if (event) {
        this.#bytes -= sizeBytes(event);
        this.#drain();
        yield event;
      } else if (this.#outcome?.kind === "failed") {
        throw this.#outcome.error;
      } else if (this.#outcome) {
        return;
      } else {
        invariant(this.#wake === undefined, "an event queue has one reader");
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  #drain(): void {
    if (!this.#isFull || this.#events.length > MAX_EVENTS / 2 || this.#bytes > MAX_BYTES / 2) return;
    this.#isFull = false;
    this.#flow.onDrained();
  }

  #wakeReader(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

function sizeBytes(event: SourceEvent): number {
  return event.kind === "sample" ? event.sample.data.length : 0;
}
