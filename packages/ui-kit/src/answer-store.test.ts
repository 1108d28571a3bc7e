// SPDX-License-Identifier: AGPL-3.0-or-later
import { NightlatchError } from "@nightlatch/errors";
import { describe, expect, it } from "vitest";
import { createAnswerStore } from "./answer-store.ts";

describe("an answer store", () => {
  it("does not ask before someone listens", () => {
    const { store, questions } = startStore();
    expect(store.get()).toEqual({ kind: "waiting" });
    expect(questions).toHaveLength(0);
  });

  it("asks once for two listeners", () => {
    const { store, questions } = startStore();
    store.subscribe(ignore);
    store.subscribe(ignore);
    expect(questions).toHaveLength(1);
  });

  it("asks again on its own changes alone", () => {
    const { store, questions, change } = startStore();
    store.subscribe(ignore);
    change("clips");
    expect(questions).toHaveLength(1);
    change("devices");
    expect(questions).toHaveLength(2);
  });

  it("never shows an old answer that comes after a newer one", async () => {
    const { store, questions, change } = startStore();
    store.subscribe(ignore);
    change("devices");
    questions[1]?.resolve("new");
    questions[0]?.resolve("old");
    await Promise.resolve();
    expect(store.get()).toEqual({ kind: "here", value: "new" });
  });

  it("keeps what it knows when asking again fails", async () => {
    const { store, questions, change } = startStore();
    store.subscribe(ignore);
    questions[0]?.resolve("known");
    await Promise.resolve();
    change("devices");
    questions[1]?.reject(new NightlatchError("net.offline", "no connection"));
    await Promise.resolve();
    await Promise.resolve();
    expect(store.get()).toEqual({ kind: "here", value: "known" });
  });

  it("shows the code of a first failure", async () => {
    const { store, questions } = startStore();
    store.subscribe(ignore);
    questions[0]?.reject(new NightlatchError("net.offline", "no connection", { advice: "Wait." }));
    await Promise.resolve();
    await Promise.resolve();
    expect(store.get()).toEqual({ kind: "failed", problem: { code: "net.offline", advice: "Wait." } });
  });

  it("stops asking when nobody listens any more", () => {
    const { store, questions, change } = startStore();
    store.subscribe(ignore)();
    change("devices");
    expect(questions).toHaveLength(1);
  });
});

type Change = "clips" | "devices";

function startStore() {
  const questions: PromiseWithResolvers<string>[] = [];
  const listeners = new Set<(change: Change) => void>();
  const source = {
    subscribe(listener: (change: Change) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const ask = (): Promise<string> => {
    const question = Promise.withResolvers<string>();
    questions.push(question);
    return question.promise;
  };
  const change = (what: Change): void => {
    for (const listener of listeners) listener(what);
  };
  return { store: createAnswerStore<string, Change>(source, ask, ["devices"]), questions, change };
}

function ignore(): void {
  // The store tells that something changed; these tests read it themselves.
}
