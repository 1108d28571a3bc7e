// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The code behind what a household, or anyone, asks of the operator: items, proofs, cases, what became of grants. */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { formatId, parseId, type CaseId, type StaffId } from "@nightlatch/protocol/wire";
import type { CaseBox, CaseMessageRow, StoredCase } from "../ports/case-store.ts";
import type { Hash } from "../ports/stored-types.ts";
import type { CaseCodes } from "../services/cases/case-codes.ts";
import type { CaseEvents } from "../services/cases/case-events.ts";
import type { Cases } from "../services/cases/cases.ts";
import type { Fetches } from "../services/grants/fetches.ts";
import type { Grants } from "../services/grants/grants.ts";
import type { StaffWatching } from "../services/grants/staff-watching.ts";
import type { AccessCount } from "../services/operator/access-count.ts";
import type { OperatorItems } from "../services/operator/operator-items.ts";
import type { OperatorHandlers } from "./route-handler.ts";

export type OperatorServices = Readonly<{
  items: OperatorItems;
  accessCount: AccessCount;
  cases: Cases;
  codes: CaseCodes;
  caseEvents: CaseEvents;
  grants: Grants;
  fetches: Fetches;
  watching: StaffWatching;
}>;

const PAGE = 500;

export function makeOperatorHandlers(services: OperatorServices): OperatorHandlers {
  return { ...itemHandlers(services), ...caseHandlers(services), ...grantHandlers(services) };
}

function itemHandlers({ items, accessCount }: OperatorServices) {
  return {
    readOperator: async () => {
      const { laneKey, lane, size } = await items.lane();
      return { laneKey: encodeBase64url(laneKey), lane: encodeBase64url(lane), size };
    },
    readOperatorItems: async ({ query }) => {
      const [page, size] = await Promise.all([items.logged(query.from, PAGE), items.size()]);
      return {
        items: page.map(({ item }) => encodeBase64url(item)),
        leaves: page.map(({ leaf }) => encodeBase64url(leaf)),
        size,
      };
    },
    readOperatorProof: async ({ caller, query }) => {
      const { checkpoint, consistency, leaf } = await items.proofFor(caller.state, query.from, query.slot);
      return {
        checkpoint: encodeBase64url(checkpoint),
        consistency: consistency.map(encodeBase64url),
        leaf: leaf && {
          leaf: encodeBase64url(leaf.leaf),
          slot: leaf.slot,
          index: leaf.index,
          inclusion: leaf.inclusion.map(encodeBase64url),
        },
      };
    },
    readAccessCount: async () => {
      const { size, grants, legalDemands, rosterChanges } = await accessCount.read();
      return {
        size,
        grants: grants.map((one) => ({ ...one, staff: formatId(one.staff) })),
        legalDemands: [...legalDemands],
        rosterChanges: rosterChanges.map((one) => ({ ...one, staff: one.staff.map(formatId) })),
      };
    },
  } satisfies Partial<OperatorHandlers>;
}

function caseHandlers({ cases, codes }: OperatorServices) {
  return {
    openCase: async ({ caller, body }) => {
      const { team, messages } = body;
      const sent = { case: parseId<CaseId>(body.case), team, boxes: body.boxes.map(caseBoxOf) };
      return { count: await cases.open(caller, { ...sent, messages: messages.map(decodeBase64url) }) };
    },
    putCaseBoxes: async ({ params, body }) => {
      await cases.addBoxes(parseId<CaseId>(params.case), body.boxes.map(caseBoxOf));
      return undefined;
    },
    appendCaseMessage: async ({ caller, params, body: { n, message, closes } }) => ({
      n: await cases.append(caller, parseId<CaseId>(params.case), { n, message: decodeBase64url(message), closes }),
    }),
    readCaseMessages: async ({ params, query }) => ({
      messages: (await cases.messages(parseId<CaseId>(params.case), query.from)).map(messageText),
    }),
    readCaseStates: async ({ body }) => ({
      cases: (await cases.states(body.cases.map((one) => parseId<CaseId>(one)))).map(caseText),
    }),
    createCaseCode: ({ params }) => codes.create(parseId<CaseId>(params.case)),
  } satisfies Partial<OperatorHandlers>;
}

function grantHandlers({ grants, fetches, watching }: OperatorServices) {
  return {
    readAcceptance: async ({ caller, params }) => {
      const { slot, acceptance } = await grants.acceptanceOf(caller, decodeBase64url(params.grant) as Hash);
      return { slot, acceptance: encodeBase64url(acceptance) };
    },
    readFetches: async ({ caller, query }) => {
      const page = await fetches.fetchesAfter(caller, query.after, query.limit);
      return { fetches: page.fetches.map(({ receipt }) => encodeBase64url(receipt)), cursor: page.cursor };
    },
    readWatching: ({ caller }) =>
      Promise.resolve({
        watching: watching.of(caller.lane).map(({ grant, staff, camera, sinceMs, untilMs }) => ({
          grant: encodeBase64url(grant),
          staff: formatId(staff),
          camera: formatId(camera),
          sinceMs,
          untilMs,
        })),
      }),
  } satisfies Partial<OperatorHandlers>;
}

export function caseBoxOf({ staff, box }: Readonly<{ staff: string; box: string }>): CaseBox {
  return { staff: parseId<StaffId>(staff), box: decodeBase64url(box) };
}

export function caseText({ case: id, state, count, openedAtMs, changedAtMs }: StoredCase) {
  return { case: formatId(id), state, count, openedAtMs, changedAtMs };
}

export function messageText({ n, atMs, message }: CaseMessageRow) {
  return { n, atMs, message: encodeBase64url(message) };
}
