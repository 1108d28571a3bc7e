// SPDX-License-Identifier: AGPL-3.0-or-later
import { REQUEST_LASTS_MS } from "@nightlatch/protocol/wire";
import { describe, expect, it } from "vitest";
import { CaseIndex, type OpenedBody, type OpenedMessage } from "./case-index.ts";
import { CaseSearch } from "./case-search.ts";
import { caseRows, caseView, turnOf } from "./case-views.ts";

const NOW = 1_800_000_000_000;
const NAMES = { me: "anna", nameOf: (id: string) => id.toUpperCase() };
const request = {
  id: "r",
  kind: "clips",
  purpose: "sound",
  words: "to hear it",
  minutes: 60,
  fromMs: 1,
  toMs: 2,
} as const;

type Written = Readonly<{ staff?: string; body: OpenedBody; atMs?: number }>;

function indexOf(...written: readonly Written[]): CaseIndex {
  const index = new CaseIndex();
  const facts = { id: "c", openedAtMs: NOW, changedAtMs: NOW, isClosed: false, count: written.length, key: "k" };
  const messages = written.map((one, n): OpenedMessage => ({ case: "c", n, atMs: NOW, ...one }));
  index.take({ cases: [facts], messages, casesCursor: 1, messagesCursor: 1 });
  return index;
}

function known(...written: readonly Written[]) {
  const found = indexOf(...written).find("c");
  if (found === undefined) throw new Error("the case is in the index");
  return found;
}

const words = (text: string): OpenedBody => ({ kind: "words", text });
const asked: Written = { staff: "anna", body: { kind: "request", request } };

describe("whose turn a case is", () => {
  it.each([
    ["staff", [{ body: words("dark") }]],
    ["customer", [{ body: words("dark") }, { staff: "anna", body: words("since when?") }]],
    ["consent", [{ body: words("dark") }, asked]],
    ["staff", [{ body: words("dark") }, asked, { body: { kind: "answer", request: "r" } }]],
    ["customer", [{ body: words("dark") }, { ...asked, atMs: NOW - REQUEST_LASTS_MS }]],
    ["consent", [asked, { staff: "ben", body: words("one moment") }]],
  ] as const)("is %s's", (turn, written) => {
    expect(turnOf(known(...(written as readonly Written[])), NOW)).toBe(turn);
  });
  it("is nobody's once it is closed", () => {
    const { facts, messages } = known({ body: words("dark") });
    expect(turnOf({ facts: { ...facts, isClosed: true }, messages }, NOW)).toBe("closed");
  });
});

describe("a case as it is shown", () => {
  it("counts the first answer alone: no later message turns a no into a yes", () => {
    const no: OpenedBody = { kind: "answer", request: "r" };
    const yes: OpenedBody = { kind: "answer", request: "r", grant: "g" };
    const { messages } = caseView(known(asked, { body: no }, { body: yes }), NAMES, NOW);
    expect(messages[0]?.body).toMatchObject({ request: { answer: { kind: "no" } } });
  });
  it("ends before a message that can't be trusted, and says so", () => {
    const view = caseView(
      known(
        { body: words("dark") },
        { body: { kind: "broken", code: "protocol.bad_signature" } },
        { body: words("x") },
      ),
      NAMES,
      NOW,
    );
    expect(view.messages).toHaveLength(1);
    expect(view.problem?.code).toBe("protocol.bad_signature");
  });
  it("leaves out what is not sealed to this key", () => {
    const index = new CaseIndex();
    const shut = { id: "c", openedAtMs: NOW, changedAtMs: NOW, isClosed: false, count: 1 };
    index.take({ cases: [shut], messages: [], casesCursor: 1, messagesCursor: 0 });
    expect(caseRows(index, NOW)).toEqual([]);
  });
});

describe("the index", () => {
  it("takes no message that leaves a hole, and none twice", () => {
    const index = indexOf({ body: words("one") });
    const message = (n: number): OpenedMessage => ({ case: "c", n, atMs: NOW, body: words(`number ${n}`) });
    index.take({ cases: [], messages: [message(0), message(2)], casesCursor: 0, messagesCursor: 2 });
    expect(index.find("c")?.messages).toHaveLength(1);
    index.take({ cases: [], messages: [message(1)], casesCursor: 0, messagesCursor: 3 });
    expect(index.find("c")?.messages).toHaveLength(2);
  });
  it("never goes back in the server's lists", () => {
    const index = indexOf();
    index.take({ cases: [], messages: [], casesCursor: 0, messagesCursor: 0 });
    expect([index.casesCursor, index.messagesCursor]).toEqual([1, 1]);
  });
});

describe("search", () => {
  const index = indexOf({ body: words("La caméra du jardin est noire") }, asked);
  it.each(["CAMERA", "jardin noire", "camé", "hear"])("finds %s", (text) => {
    expect(new CaseSearch().find(index, text)).toEqual(["c"]);
  });
  it.each(["garage", "jardin garage", "", "   "])("does not find %j", (text) => {
    expect(new CaseSearch().find(index, text)).toEqual([]);
  });
  it("finds what was added after the first search", () => {
    const search = new CaseSearch();
    expect(search.find(index, "tomorrow")).toEqual([]);
    const message: OpenedMessage = { case: "c", n: 2, atMs: NOW, body: words("Come tomorrow") };
    index.take({ cases: [], messages: [message], casesCursor: 0, messagesCursor: 9 });
    expect(search.find(index, "tomorrow")).toEqual(["c"]);
  });
});
