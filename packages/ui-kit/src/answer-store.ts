// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One question to whoever knows (an app's worker), asked once for all screens and asked again when that one says
 * that its answer may have changed. Owns the latest answer; a slow old answer never replaces a newer one.
 */
import { problemOf } from "./problem-of.ts";
import type { Problem } from "./problem.ts";

export type Answer<T> =
  Readonly<{ kind: "waiting" }> | Readonly<{ kind: "here"; value: T }> | Readonly<{ kind: "failed"; problem: Problem }>;

export type AnswerStore<T> = Readonly<{
  get: () => Answer<T>;
  /** Asks as long as someone listens. */
  subscribe: (listener: () => void) => () => void;
  askAgain: () => void;
}>;

/** Whoever is asked tells what changed, in words of its own. @returns the end of the subscription */
export type ChangeSource<Change> = Readonly<{ subscribe: (listener: (change: Change) => void) => () => void }>;

export function createAnswerStore<T, Change extends string>(
  source: ChangeSource<Change>,
  ask: () => Promise<T>,
  changes: readonly Change[],
): AnswerStore<T> {
  let answer: Answer<T> = { kind: "waiting" };
  let newestQuestion = 0;
  let endSubscription: (() => void) | undefined;
  const listeners = new Set<() => void>();

  const settle = (question: number, next: Answer<T>): void => {
    if (question !== newestQuestion) return;
    // What was true a moment ago is more use than an empty screen; the banner tells of a lost connection.
    if (next.kind === "failed" && answer.kind === "here") return;
    answer = next;
    for (const listener of listeners) listener();
  };
  const askAgain = (): void => {
    newestQuestion += 1;
    const question = newestQuestion;
    ask().then(
      (value) => settle(question, { kind: "here", value }),
      (error: unknown) => settle(question, { kind: "failed", problem: problemOf(error) }),
    );
  };

  return {
    get: () => answer,
    askAgain,
    subscribe(listener) {
      listeners.add(listener);
      if (endSubscription === undefined) {
        endSubscription = source.subscribe((change) => {
          if (changes.includes(change)) askAgain();
        });
        askAgain();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        endSubscription?.();
        endSubscription = undefined;
      };
    },
  };
}
