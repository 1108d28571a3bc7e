// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cases: listed, searched, read, answered. What staff write is signed with their key and sealed to the case. */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { hasCode, NightlatchError } from "@nightlatch/errors";
import { sealStaffMessage, signAccessRequest, type CaseKey } from "@nightlatch/protocol/grant";
import { formatId, parseId, type CaseBody, type CaseId, type StaffId } from "@nightlatch/protocol/wire";
import type { VaultApi } from "../../vault-client/vault-api.ts";
import { caseRows, caseView, type Names } from "../cases/case-views.ts";
import type { CaseDesk } from "../desk/case-desk.ts";
import type { Desk } from "../desk/desk.ts";

type CaseCalls = Pick<
  VaultApi,
  "cases" | "searchCases" | "readCase" | "enterCode" | "sendWords" | "fileRequest" | "closeCase"
>;

export function caseCalls(desk: Desk, cases: CaseDesk): CaseCalls {
  const { nowMs } = desk.deps;
  const write = (id: string, body: CaseBody): Promise<void> => writeMessage(desk, cases, id, body);
  return {
    async cases() {
      const index = await cases.index();
      const rows = caseRows(index, nowMs());
      const list = { rows, unreadable: index.size - rows.length };
      return cases.isOpening ? { ...list, opening: { done: index.size } } : list;
    },

    searchCases: async (words) => cases.search.find(await cases.index(), words),

    readCase: async (id) => caseView(await cases.read(id), namesOf(desk), nowMs()),

    async enterCode(code) {
      const { session } = desk.signedIn();
      const found = await session.call("redeemCaseCode", { body: { code } });
      await cases.refreshed();
      await cases.read(found.case);
      return found.case;
    },

    sendWords: ({ case: id, text }) => write(id, { kind: "words", text }),
    closeCase: (id) => write(id, { kind: "close" }),

    async fileRequest({ case: id, ...asked }) {
      const { identity, operator } = desk.signedIn();
      const request = { operator, case: parseId<CaseId>(id), ...asked, atMs: nowMs() };
      await write(id, { kind: "request", request: await signAccessRequest(identity.staff, request) });
    },
  };
}

export function namesOf(desk: Desk): Names {
  const { identity, roster } = desk.signedIn();
  const nameOf = (id: string): string => roster.staff.get(id)?.name ?? id.slice(0, 8);
  return { me: formatId(identity.staff.id satisfies StaffId), nameOf };
}

/** At the next free number; when somebody was faster, once more behind them. */
async function writeMessage(desk: Desk, cases: CaseDesk, id: string, body: CaseBody): Promise<void> {
  try {
    await append(desk, cases, id, body);
  } catch (error) {
    if (!hasCode(error, "case.conflict")) throw error;
    await cases.refreshed();
    await append(desk, cases, id, body);
  }
  await cases.refreshed();
}

async function append(desk: Desk, cases: CaseDesk, id: string, body: CaseBody): Promise<void> {
  const { session, identity } = desk.signedIn();
  const { facts } = await cases.read(id);
  if (facts.key === undefined) {
    throw new NightlatchError("case.sealed", "the case is not sealed to this device", {
      advice: "A colleague who can open it, or the customer, must let this device in.",
    });
  }
  const message = { case: parseId<CaseId>(id), n: facts.count, atMs: desk.deps.nowMs(), body };
  const key = decodeBase64url(facts.key) as CaseKey;
  const sealed = await sealStaffMessage(identity.staff, key, message, desk.deps.random);
  await session.call("appendStaffMessage", {
    params: { case: id },
    body: { n: facts.count, message: encodeBase64url(sealed), closes: body.kind === "close" },
  });
}
