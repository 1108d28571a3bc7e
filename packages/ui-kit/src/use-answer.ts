// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A screen's view of an answer store: drawn again with each new answer. */
import { useSyncExternalStore } from "react";
import type { Answer, AnswerStore } from "./answer-store.ts";

export function useAnswer<T>(store: AnswerStore<T>): Answer<T> {
  return useSyncExternalStore(store.subscribe, store.get);
}
