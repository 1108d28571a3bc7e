// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every mailbox store promises: written once, read until it expires, and a reader is woken. */
import { MAILBOX_LIFE_MS } from "@nightlatch/api-contract";
import { describe, expect, it } from "vitest";
import type { Clock } from "../ports/clock.ts";
import type { MailboxStore } from "../ports/mailbox-store.ts";

const LONG_MS = 60_000;
const patient = () => new AbortController().signal;

export function mailboxStoreContract(name: string, open: (clock: Clock) => MailboxStore): void {
  const opened = () => {
    const time = { nowMs: 1000 };
    return { time, store: open({ nowMs: () => time.nowMs }) };
  };

  describe(`${name} keeps the promises of a mailbox store`, () => {
    it("keeps the first message of a slot", async () => {
      const { store } = opened();
      expect(store.put("box", "offer", Uint8Array.of(1))).toBe("stored");
      expect(store.put("box", "offer", Uint8Array.of(1))).toBe("same");
      expect(store.put("box", "offer", Uint8Array.of(2))).toBe("other");
      expect(await store.read("box", "offer", 0, patient())).toEqual(Uint8Array.of(1));
      expect(await store.read("box", "offer", 0, patient())).toEqual(Uint8Array.of(1));
    });

    it("keeps slots and boxes apart", async () => {
      const { store } = opened();
      store.put("box", "offer", Uint8Array.of(1));
      expect(await store.read("box", "answer", 0, patient())).toBeUndefined();
      expect(await store.read("box2", "offer", 0, patient())).toBeUndefined();
    });

    it("wakes all who wait, and nobody who waits for another slot", async () => {
      const { store } = opened();
      const other = new AbortController();
      const waiting = [store.read("box", "offer", LONG_MS, patient()), store.read("box", "offer", LONG_MS, patient())];
      const elsewhere = store.read("box", "reveal", LONG_MS, other.signal);
      store.put("box", "offer", Uint8Array.of(1));
      expect(await Promise.all(waiting)).toEqual([Uint8Array.of(1), Uint8Array.of(1)]);
      other.abort();
      expect(await elsewhere).toBeUndefined();
    });

    it("lets a reader go when the time is up, and when it leaves", async () => {
      const { store } = opened();
      expect(await store.read("box", "offer", 1, patient())).toBeUndefined();
      const gone = new AbortController();
      const waiting = store.read("box", "offer", LONG_MS, gone.signal);
      gone.abort();
      expect(await waiting).toBeUndefined();
      expect(await store.read("box", "offer", LONG_MS, AbortSignal.abort())).toBeUndefined();
    });

    it("shows a message no longer than its life, swept or not, and takes a new one after", async () => {
      const { store, time } = opened();
      store.put("box", "offer", Uint8Array.of(1));
      time.nowMs += MAILBOX_LIFE_MS - 1;
      store.sweep(time.nowMs);
      expect(await store.read("box", "offer", 0, patient())).toEqual(Uint8Array.of(1));
      time.nowMs += 1;
      expect(await store.read("box", "offer", 0, patient())).toBeUndefined();
      expect(store.put("box", "offer", Uint8Array.of(2))).toBe("stored");
      store.sweep(time.nowMs);
      expect(await store.read("box", "offer", 0, patient())).toEqual(Uint8Array.of(2));
    });

    it("stays bounded under a flood: the oldest goes first", async () => {
      const { store } = opened();
      store.put("first", "offer", Uint8Array.of(1));
      for (let i = 0; i < 20_000; i += 1) store.put(`flood ${String(i)}`, "offer", Uint8Array.of(1));
      expect(await store.read("first", "offer", 0, patient())).toBeUndefined();
      expect(await store.read("flood 19999", "offer", 0, patient())).toBeDefined();
    });
  });
}
