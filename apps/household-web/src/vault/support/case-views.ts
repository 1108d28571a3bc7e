// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cases as the screens see them: the list, and one with its messages and what became of each request. */
import { MAX_CASES_ASKED } from "@nightlatch/api-contract";
import { equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import type { GoodRequest } from "@nightlatch/protocol/log";
import {
  accessRequestHash,
  formatId,
  parseId,
  REQUEST_LASTS_MS,
  verifyAccessRequest,
  type AccessRequest,
  type CaseId,
  type RosterState,
} from "@nightlatch/protocol/wire";
import type {
  CaseMessageBody,
  CaseMessageView,
  CaseThread,
  CaseView,
  JudgedRequest,
  RequestState,
  RequestView,
  SupportDesk,
} from "../../vault-client/vault-api.ts";
import { knownError } from "../known-error.ts";
import { readMessages, type OpenedMessage } from "./case-messages.ts";
import { answeredBy } from "./given-access.ts";
import { teamsOf } from "./open-case.ts";
import { askOperator, readOperator } from "./operator-desk.ts";
import { operatorDeps, readCaseRecord, staffName, type SupportDeps } from "./support-deps.ts";
import { supportError } from "./support-errors.ts";

/** Undefined where the server has no operator. @throws support.not_logged | support.other_roster */
export async function readDesk(deps: SupportDeps): Promise<SupportDesk | undefined> {
  if ((await askOperator(operatorDeps(deps))).kind === "none") return undefined;
  const { roster } = await readOperator(operatorDeps(deps));
  return { operator: roster.name, teams: teamsOf(roster, deps.nowMs()), cases: await readCases(deps) };
}

/** @throws support.unknown_case | support.* */
export async function readThread(deps: SupportDeps, id: string): Promise<CaseThread> {
  const caseId = parseId<CaseId>(id);
  readCaseRecord(deps, caseId);
  const { roster } = await readOperator(operatorDeps(deps));
  const known = (await readCases(deps)).find((one) => one.id === id);
  if (known === undefined) throw supportError("support.unknown_case", "the server does not know it");
  const messages = await readMessages(deps, caseId, roster);
  return { case: known, messages: messages.map((message) => messageView(deps, roster, messages, message)) };
}

/** What would be signed. */
export async function judgedView(
  deps: SupportDeps,
  { case: id, n }: Readonly<{ case: string; n: number }>,
  { request, hash, staff, roster }: GoodRequest,
): Promise<JudgedRequest> {
  const messages = await readMessages(deps, parseId<CaseId>(id), roster);
  const { name, team } = staff;
  return { request: requestView(deps, messages, { n, request, hash }), staff: { name, team }, operator: roster.name };
}

function requestView(
  deps: SupportDeps,
  messages: readonly OpenedMessage[],
  { n, request, hash }: Readonly<{ n: number; request: AccessRequest; hash: Hash }>,
): RequestView {
  const { kind, camera, fromMs, toMs, purpose, words, minutes, atMs } = request;
  const expiresAtMs = atMs + REQUEST_LASTS_MS;
  return {
    ...{ n, kind, fromMs, toMs, purpose, words, minutes, expiresAtMs },
    ...(camera === undefined ? {} : { camera: formatId(camera) }),
    state: requestState(deps, messages, hash, expiresAtMs),
  };
}

/** The household's own history counts for more than any message. */
function requestState(
  { parts: { ledger }, nowMs }: SupportDeps,
  messages: readonly OpenedMessage[],
  hash: Hash,
  expiresAtMs: number,
): RequestState {
  const answered = answeredBy(ledger.history, ledger.current.state, hash);
  if (answered !== undefined) return answered.kind;
  const isRefused = messages.some(
    ({ message }) =>
      message?.body.kind === "answer" && equalBytes(message.body.request, hash) && message.body.grant === undefined,
  );
  if (isRefused) return "refused";
  return nowMs() >= expiresAtMs ? "expired" : "open";
}

/** Newest change first. */
async function readCases({ parts: { book }, server }: SupportDeps): Promise<readonly CaseView[]> {
  const records = new Map(book.all("case").map(({ id, content }) => [formatId(id), content]));
  if (records.size === 0) return [];
  const { cases } = await server.session.call("readCaseStates", {
    body: { cases: [...records.keys()].slice(-MAX_CASES_ASKED) },
  });
  return cases
    .map(({ case: id, state, openedAtMs, changedAtMs }) => ({
      id,
      team: records.get(id)?.team ?? "",
      isOpen: state === "open",
      openedAtMs,
      changedAtMs,
    }))
    .sort((a, b) => b.changedAtMs - a.changedAtMs);
}

function messageView(
  deps: SupportDeps,
  roster: RosterState,
  messages: readonly OpenedMessage[],
  opened: OpenedMessage,
): CaseMessageView {
  const { n, atMs, message } = opened;
  if (message === undefined) return { n, atMs, body: unreadable(opened.code ?? "protocol.malformed") };
  const by = message.from.kind === "staff" ? { staff: staffName(roster, message.from.staff) } : {};
  return { n, atMs, ...by, body: bodyView(deps, roster, messages, opened) };
}

function bodyView(
  deps: SupportDeps,
  roster: RosterState,
  messages: readonly OpenedMessage[],
  { n, message }: OpenedMessage,
): CaseMessageBody {
  const body = message?.body;
  switch (body?.kind) {
    case undefined:
      return unreadable("protocol.malformed");
    case "words":
    case "health":
    case "close":
      return body;
    case "answer":
      return { kind: "answer", isYes: body.grant !== undefined };
    case "request":
      try {
        return { kind: "request", request: requestView(deps, messages, verified(body.request, roster, n)) };
      } catch (error) {
        const known = knownError(error);
        if (known === undefined) throw error;
        return unreadable(known.code);
      }
  }
}

function verified(signed: Uint8Array, roster: RosterState, n: number) {
  return { n, request: verifyAccessRequest(signed, roster), hash: accessRequestHash(signed) };
}

function unreadable(code: string): CaseMessageBody {
  return { kind: "unreadable", problem: { code, advice: "This message is not what it says it is, and is not shown." } };
}
