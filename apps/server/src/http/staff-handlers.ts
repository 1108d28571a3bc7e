// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The code behind the staff's routes: who is who, the roster, cases. What grants open is in its own file. */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { Signature } from "@nightlatch/crypto/keys";
import { decodeOperatorItem, formatId, parseId, type CaseId, type StaffId } from "@nightlatch/protocol/wire";
import type { OperatorItemStore } from "../ports/operator-item-store.ts";
import type { TeamCase } from "../ports/case-store.ts";
import type { Hash } from "../ports/stored-types.ts";
import type { Founding } from "../services/operator/founding.ts";
import type { Operator } from "../services/operator/operator.ts";
import type { RosterDrafts } from "../services/operator/roster-drafts.ts";
import type { StaffSessions } from "../services/staff/staff-sessions.ts";
import { makeGrantHandlers } from "./grant-handlers.ts";
import { caseBoxOf, caseText, messageText, type OperatorServices } from "./operator-handlers.ts";
import type { StaffHandlers } from "./route-handler.ts";

export type StaffServices = Pick<OperatorServices, "cases" | "codes" | "grants" | "fetches"> &
  Readonly<{
    rpId: string;
    staffSessions: StaffSessions;
    operator: Operator;
    itemStore: OperatorItemStore;
    drafts: RosterDrafts;
    founding: Founding;
  }>;

const PAGE = 500;

export function makeStaffHandlers(services: StaffServices): StaffHandlers {
  return {
    ...consoleHandlers(services),
    ...sessionHandlers(services),
    ...rosterHandlers(services),
    ...caseHandlers(services),
    ...makeGrantHandlers(services),
  };
}

function consoleHandlers({ rpId, operator, founding }: StaffServices) {
  return {
    readConsole: async () => {
      const draft = await founding.find();
      const { roster } = operator;
      return {
        rpId,
        operator: roster === undefined ? null : formatId(roster.operator),
        founding:
          draft === undefined ? null : { entry: encodeBase64url(draft.entry), signers: draft.signers.map(formatId) },
      };
    },
    signFounding: async ({ body }) => ({
      isFounded: await founding.sign({
        staff: parseId<StaffId>(body.staff),
        signature: decodeBase64url(body.signature) as Signature,
      }),
    }),
  } satisfies Partial<StaffHandlers>;
}

function sessionHandlers({ staffSessions }: StaffServices) {
  return {
    createStaffChallenge: ({ body }) => {
      const challenge = staffSessions.createChallenge(parseId<StaffId>(body.staff));
      return Promise.resolve({ challenge: encodeBase64url(challenge) });
    },
    createStaffSession: async ({ body }) => {
      const { token, expiresAtMs, member } = await staffSessions.createSession({
        staff: parseId<StaffId>(body.staff),
        challenge: decodeBase64url(body.challenge),
        signature: decodeBase64url(body.signature),
        assertion: body.assertion,
      });
      return { token, expiresAtMs, role: member.role, team: member.team };
    },
    deleteStaffSession: ({ token }) => {
      if (token !== undefined) staffSessions.end(token);
      return Promise.resolve(undefined);
    },
    readStaffSelf: ({ caller: { member, expiresAtMs } }) =>
      Promise.resolve({ staff: formatId(member.id), role: member.role, team: member.team, expiresAtMs }),
  } satisfies Partial<StaffHandlers>;
}

function rosterHandlers({ operator, itemStore, drafts, grants }: StaffServices) {
  return {
    readRoster: async ({ query }) => {
      const { seq, head } = operator.readRoster();
      const entries = await rosterEntries(itemStore, query.from, seq);
      return { entries: entries.map(encodeBase64url), seq, head: encodeBase64url(head) };
    },
    signRosterEntry: ({ caller, body }) =>
      drafts.sign(decodeBase64url(body.entry), {
        staff: caller.member.id,
        signature: decodeBase64url(body.signature) as Signature,
      }),
    readRosterDrafts: async () => ({
      drafts: (await drafts.read()).map(({ draft, entry, signatures, expiresAtMs }) => ({
        draft: encodeBase64url(draft),
        entry: encodeBase64url(entry),
        signers: signatures.map(({ staff }) => formatId(staff)),
        expiresAtMs,
      })),
    }),
    deleteRosterDraft: async ({ params }) => {
      await drafts.remove(decodeBase64url(params.draft) as Hash);
      return undefined;
    },
    postLegalDemand: async ({ caller, body }) => ({ slot: await grants.demand(caller.member, body) }),
  } satisfies Partial<StaffHandlers>;
}

function caseHandlers({ cases, codes }: StaffServices) {
  return {
    listStaffCases: async ({ caller, query }) => {
      const page = await cases.changedAfter(caller.member, query.after, query.limit);
      return { cases: page.cases.map(teamCaseText), cursor: page.cursor };
    },
    readStaffCase: async ({ caller, params }) =>
      teamCaseText(await cases.readAs(caller.member, parseId<CaseId>(params.case))),
    readStaffCaseMessages: async ({ caller, params, query }) => {
      const id = parseId<CaseId>(params.case);
      await cases.readAs(caller.member, id);
      return { messages: (await cases.messages(id, query.from)).map(messageText) };
    },
    readTeamMessages: async ({ caller, query }) => {
      const page = await cases.messagesAfter(caller.member, query.after, query.limit);
      const messages = page.messages.map((one) => ({ case: formatId(one.case), ...messageText(one) }));
      return { messages, cursor: page.cursor };
    },
    appendStaffMessage: async ({ caller, params, body: { n, message, closes } }) => {
      const sent = { n, message: decodeBase64url(message), closes };
      return { n: await cases.appendAs(caller.member, parseId<CaseId>(params.case), sent) };
    },
    putStaffCaseBoxes: async ({ caller, params, body }) => {
      const id = parseId<CaseId>(params.case);
      await cases.readAs(caller.member, id);
      await cases.addBoxes(id, body.boxes.map(caseBoxOf));
      return undefined;
    },
    redeemCaseCode: async ({ caller, body }) => ({ case: formatId(await codes.redeem(caller.member, body.code)) }),
  } satisfies Partial<StaffHandlers>;
}

/** Roster entries lie between the other items of the lane; few that they are, they are counted off. */
async function rosterEntries(store: OperatorItemStore, fromSeq: number, toSeq: number): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (let slot = 0; ;) {
    const page = await store.readItems(slot, PAGE, "roster");
    const last = page.at(-1);
    if (last === undefined) return entries;
    for (const { item } of page) entries.push(decodeOperatorItem(item).bytes);
    slot = last.slot + 1;
    if (entries.length > toSeq) return entries.slice(fromSeq, toSeq + 1);
  }
}

function teamCaseText({ box, ...one }: TeamCase) {
  return { ...caseText(one), box: box === undefined ? null : encodeBase64url(box) };
}
