// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every session store promises: a challenge once, a session until it is ended or swept. */
import { describe, expect, it } from "vitest";
import type { Session, SessionStore, SignedInDevice } from "../ports/session-store.ts";

import { drawDevice, drawLane } from "./drawn-values.ts";

export function sessionStoreContract(name: string, open: () => SessionStore<SignedInDevice>): void {
  describe(`${name} keeps the promises of a session store`, () => {
    it("hands a challenge out once", () => {
      const store = open();
      const one = until(100);
      store.addChallenge("a", one);
      expect(store.takeChallenge("b")).toBeUndefined();
      expect(store.takeChallenge("a")).toEqual(one);
      expect(store.takeChallenge("a")).toBeUndefined();
    });

    it("finds a session until it is removed", () => {
      const store = open();
      const one = until(100);
      store.addSession("hash", one);
      expect(store.findSession("hash")).toEqual(one);
      expect(store.findSession("other")).toBeUndefined();
      store.removeSession("hash");
      store.removeSession("hash");
      expect(store.findSession("hash")).toBeUndefined();
    });

    it("takes no challenge for a session, and the other way round", () => {
      const store = open();
      store.addChallenge("a", until(100));
      store.addSession("b", until(100));
      expect(store.findSession("a")).toBeUndefined();
      expect(store.takeChallenge("b")).toBeUndefined();
    });

    it("forgets what has expired when it sweeps, and nothing else", () => {
      const store = open();
      store.addSession("old", until(100));
      store.addSession("new", until(101));
      store.addChallenge("old", until(100));
      store.addChallenge("new", until(101));
      store.sweep(100);
      expect([store.findSession("old"), store.takeChallenge("old")]).toEqual([undefined, undefined]);
      expect([store.findSession("new"), store.takeChallenge("new")]).toMatchObject([{}, {}]);
    });

    it("stays bounded when challenges are asked for and never answered", () => {
      const store = open();
      store.addChallenge("first", until(100));
      for (let i = 0; i < 20_000; i += 1) store.addChallenge(`flood ${String(i)}`, until(100));
      expect(store.takeChallenge("first")).toBeUndefined();
      expect(store.takeChallenge("flood 19999")).toBeDefined();
    });
  });
}

function until(expiresAtMs: number): Session {
  return { lane: drawLane(), device: drawDevice(), expiresAtMs };
}
