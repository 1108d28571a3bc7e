// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cases as the screens see them. */
import { REQUEST_LASTS_MS } from "@nightlatch/protocol/wire";
import type { CaseRow, CaseTurn, CaseView, MessageView, RequestView } from "../../vault-client/vault-api.ts";
import type { CaseIndex, KnownCase, OpenedMessage } from "./case-index.ts";
import { previewOf, titleOf } from "./case-words.ts";

/** The names behind staff ids, and which id is this console's. */
export type Names = Readonly<{ me: string; nameOf: (staff: string) => string }>;

/** The newest change first; what is not sealed to this key is not among them. */
export function caseRows(index: CaseIndex, nowMs: number): readonly CaseRow[] {
  return [...index.all()]
    .filter(({ facts }) => facts.key !== undefined)
    .map((known) => caseRow(known, nowMs))
    .sort((a, b) => b.changedAtMs - a.changedAtMs);
}

export function caseRow(known: KnownCase, nowMs: number): CaseRow {
  const { id, openedAtMs, changedAtMs } = known.facts;
  const turn = turnOf(known, nowMs);
  return {
    id,
    title: titleOf(known),
    preview: previewOf(known),
    openedAtMs,
    changedAtMs,
    turn,
    messages: known.messages.length,
    hasRequest: turn === "consent",
  };
}

/** Whose turn it is: of whoever did not speak last; a request that can still be answered is the customer's to answer. */
export function turnOf({ facts, messages }: KnownCase, nowMs: number): CaseTurn {
  if (facts.isClosed) return "closed";
  const isOpen = ({ body, atMs }: OpenedMessage): boolean =>
    body.kind === "request" && atMs + REQUEST_LASTS_MS > nowMs && answerTo(messages, body.request.id) === undefined;
  const last = messages.at(-1);
  if (last?.staff === undefined) return "staff";
  return messages.some(isOpen) ? "consent" : "customer";
}

export function caseView(known: KnownCase, names: Names, nowMs: number): CaseView {
  const brokenAt = known.messages.findIndex(({ body }) => body.kind === "broken");
  const good = brokenAt === -1 ? known.messages : known.messages.slice(0, brokenAt);
  const broken = brokenAt === -1 ? undefined : known.messages[brokenAt]?.body;
  const messages = good.map((message) => messageView(message, known, names));
  const view = { row: caseRow(known, nowMs), messages };
  if (broken?.kind !== "broken") return view;
  return { ...view, problem: { code: broken.code, advice: BROKEN_ADVICE } };
}

const BROKEN_ADVICE =
  "A message does not open, or was written by somebody else than it says. Do not act on this case; tell an officer.";

function messageView(message: OpenedMessage, { messages }: KnownCase, { me, nameOf }: Names): MessageView {
  const { n, atMs, staff } = message;
  const writer = staff === undefined ? {} : { staffName: nameOf(staff) };
  return { n, atMs, ...writer, isMine: staff === me, body: bodyView(message, messages, { me, nameOf }) };
}

function bodyView(message: OpenedMessage, messages: readonly OpenedMessage[], names: Names): MessageView["body"] {
  const { body } = message;
  switch (body.kind) {
    case "request":
      return { kind: "request", request: requestView(message, messages, names) };
    case "answer":
      return { kind: "answer", request: body.request, isYes: body.grant !== undefined };
    case "broken":
      return { kind: "words", text: "" };
    case "words":
    case "health":
    case "close":
      return body;
  }
}

function requestView(
  { body, staff, atMs }: OpenedMessage,
  messages: readonly OpenedMessage[],
  { me, nameOf }: Names,
): RequestView {
  if (body.kind !== "request") throw new Error("invariant: only of a request");
  const answer = answerTo(messages, body.request.id);
  return {
    ...body.request,
    staffName: nameOf(staff ?? ""),
    isMine: staff === me,
    atMs,
    answerUntilMs: atMs + REQUEST_LASTS_MS,
    answer:
      answer === undefined
        ? { kind: "none" }
        : answer.grant === undefined
          ? { kind: "no" }
          : { kind: "yes", grant: answer.grant },
  };
}

/** The first answer counts: a household can take a yes back by ending the grant, not by another message. */
export function answerTo(
  messages: readonly OpenedMessage[],
  request: string,
): Readonly<{ grant?: string }> | undefined {
  for (const { body } of messages) if (body.kind === "answer" && body.request === request) return body;
  return undefined;
}
