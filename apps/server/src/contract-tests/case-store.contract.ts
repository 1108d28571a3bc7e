// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every case store promises: one message a number, none in a closed case, and no change that a cursor misses. */
import { describe, expect, it } from "vitest";
import type { CaseStore, NewCase } from "../ports/case-store.ts";
import { drawCase, drawDevice, drawHash } from "./drawn-values.ts";

const TEAM = "Help desk";

export function caseStoreContract(
  name: string,
  open: () => Promise<AsyncDisposable & Readonly<{ store: CaseStore }>>,
): void {
  describe(`${name} keeps the promises of a case store`, () => {
    it("opens a case whole, and no second one under its id", async () => {
      await using opened = await open();
      const { store } = opened;
      const one = newCase({ messages: [drawHash(), drawHash()] });
      expect(await store.addCase(one)).toBe(true);
      expect(await store.addCase(newCase({ case: one.case }))).toBe(false);
      const stored = { case: one.case, team: TEAM, state: "open", count: 2, openedAtMs: 5, changedAtMs: 5 };
      expect(await store.findCase(one.case)).toEqual(stored);
      expect(await store.findCases([one.case, drawCase()])).toEqual([stored]);
      expect(await store.findCases([])).toEqual([]);
      expect((await store.readMessages(one.case, 0, 10)).map(({ message }) => message)).toEqual(one.messages);
      expect(await store.findCase(drawCase())).toBeUndefined();
    });

    it("takes the next number only, of many at once one, and nothing once it is closed", async () => {
      await using opened = await open();
      const { store } = opened;
      const { case: id } = await added(store);
      expect(await store.addMessage(id, message(1))).toBe(false);
      const placed = await Promise.all(Array.from({ length: 6 }, () => store.addMessage(id, message(0))));
      expect(placed.filter((isFirst) => isFirst)).toHaveLength(1);
      expect(await store.addMessage(id, { ...message(1), atMs: 9, closes: true })).toBe(true);
      expect(await store.addMessage(id, message(2))).toBe(false);
      expect(await store.findCase(id)).toMatchObject({ state: "closed", count: 2, changedAtMs: 9 });
      expect(await store.addMessage(drawCase(), message(0))).toBe(false);
    });

    it("keeps the first box of a device, and gives each its own alone", async () => {
      await using opened = await open();
      const { store } = opened;
      const [anna, otto, nobody] = [drawDevice(), drawDevice(), drawDevice()];
      const [first, second, later] = [drawHash(), drawHash(), drawHash()];
      const { case: id } = await added(store, { boxes: [{ staff: anna, box: first }] });
      await store.addBoxes(id, [
        { staff: anna, box: later },
        { staff: otto, box: second },
      ]);
      expect([await store.findBox(id, anna), await store.findBox(id, otto)]).toEqual([first, second]);
      expect(await store.findBox(id, nobody)).toBeUndefined();
      const { cases } = await store.changedAfter(TEAM, otto, 0, 10);
      expect(cases.map(({ box }) => box)).toEqual([second]);
      expect((await store.changedAfter(TEAM, nobody, 0, 10)).cases[0]).not.toHaveProperty("box");
    });

    it("lists a team's changes after a cursor, each case once, and no other team's", async () => {
      await using opened = await open();
      const { store } = opened;
      const [one, two] = [await added(store), await added(store)];
      await added(store, { team: "Others" });
      await store.addMessage(one.case, message(0));
      const staff = drawDevice();
      const page = await store.changedAfter(TEAM, staff, 0, 1);
      expect(page.cases.map((found) => found.case)).toEqual([two.case]);
      const rest = await store.changedAfter(TEAM, staff, page.cursor, 10);
      expect(rest.cases.map((found) => found.case)).toEqual([one.case]);
      expect(await store.changedAfter(TEAM, staff, rest.cursor, 10)).toEqual({ cases: [], cursor: rest.cursor });
    });

    it("lists a team's messages in the order in which they came", async () => {
      await using opened = await open();
      const { store } = opened;
      const [one, two] = [await added(store), await added(store)];
      const { case: foreign } = await added(store, { team: "Others" });
      for (const id of [two.case, foreign, one.case]) await store.addMessage(id, message(0));
      await store.addMessage(two.case, message(1));
      const page = await store.messagesAfter(TEAM, 0, 2);
      expect(page.messages.map((found) => [found.case, found.n])).toEqual([
        [two.case, 0],
        [one.case, 0],
      ]);
      const rest = await store.messagesAfter(TEAM, page.cursor, 10);
      expect(rest.messages.map((found) => [found.case, found.n])).toEqual([[two.case, 1]]);
      expect((await store.messagesAfter(TEAM, rest.cursor, 10)).messages).toEqual([]);
      expect((await store.readMessages(two.case, 1, 10)).map(({ n }) => n)).toEqual([1]);
    });
  });
}

async function added(store: CaseStore, over: Partial<NewCase> = {}): Promise<NewCase> {
  const one = newCase(over);
  await store.addCase(one);
  return one;
}

function newCase(over: Partial<NewCase>): NewCase {
  return { case: drawCase(), team: TEAM, atMs: 5, boxes: [], messages: [], ...over };
}

function message(n: number) {
  return { n, atMs: 7, message: drawHash(), closes: false };
}
